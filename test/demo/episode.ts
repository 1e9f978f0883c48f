// What becomes of the demo's show: an episode, once more without one of its voices.
import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Interaction } from '../support/fake-discord/world/interaction.js';
import type { Member } from '../support/fake-discord/world/member.js';
import type { Message, MessageChannel } from '../support/fake-discord/world/message.js';

/** Who takes part. */
export interface EpisodeScene {
	host: Member;
	/** Who takes their voice out. */
	guest: Member;
	panel: Message;
	text: MessageChannel;
	/** Where the MP3 goes, without its ending. */
	file: string;
}

const LOOK_EVERY_MS = 200;

/** Sets a mark, as the host does. */
export async function setMark({ host, text }: EpisodeScene, mark: string): Promise<void> {
	await tell(
		host,
		`/podcast note ${mark}`,
		host.runCommand('podcast note', { text: mark }, { channel: text }),
	);
}

/** Ends the show, publishes its episode, and takes a voice out of it. */
export async function makeEpisode(scene: EpisodeScene): Promise<void> {
	const { file, guest, host, panel, text } = scene;
	await tell(host, '/podcast stop', host.runCommand('podcast stop', {}, { channel: text }));
	const id = await untilPanel(panel, /episode:publish:([\w-]+)|(was deleted)/);
	if (id === '') {
		// Nobody has said a word.
		return;
	}
	await tell(host, 'presses Publish', host.pressButton(panel, `episode:publish:${id}`));
	await keepMp3(panel, { revision: 1, file: `${file}.mp3` });
	const erasing = guest.runCommand('podcast-privacy erase', {}, { channel: text });
	const question = await tell(guest, '/podcast-privacy erase', erasing);
	if (!question.text.includes('Erase my voice')) {
		// They had no turn.
		return;
	}
	await tell(guest, 'presses Erase my voice', guest.pressButton(question, 'privacy:erase:all'));
	await keepMp3(panel, { revision: 2, file: `${file}-without-${guest.user.globalName}.mp3` });
}

async function tell(member: Member, what: string, interaction: Interaction): Promise<Message> {
	console.log(`${member.user.globalName}: ${what}`);
	const answer = await interaction.response();
	console.log(`Caster: ${answer.text.replaceAll('\n', '\n        ')}`);
	return answer;
}

/** Shows how far the panel is, until it has what is waited for. */
async function untilPanel(panel: Message, pattern: RegExp): Promise<string> {
	for (let shown = ''; ; ) {
		const found = pattern.exec(JSON.stringify(panel.components) + panel.text);
		if (found) {
			return found[1] ?? '';
		}
		const progress = /becomes an episode: ([^\n]+)/.exec(panel.text)?.[1] ?? shown;
		if (progress !== shown) {
			console.log(`The panel: ${progress}`);
			shown = progress;
		}
		await sleep(LOOK_EVERY_MS);
	}
}

/** The page has the present revision's file; while a voice is taken out it has none. */
async function keepMp3(
	panel: Message,
	{ file, revision }: { file: string; revision: number },
): Promise<void> {
	const page = await untilPanel(panel, /(http[^\s`"]+\/e\/[\w-]+)/);
	const path = await untilPage(page, new RegExp(`src="([^"]+/r${revision}/episode\\.mp3)"`));
	const url = new URL(path, page);
	const answer = await fetch(url);
	const bytes = Buffer.from(await answer.arrayBuffer());
	writeFileSync(file, bytes);
	console.log(`${url}\n${(bytes.length / 1e6).toFixed(2)} MB of episode: ${file}`);
}

async function untilPage(page: string, pattern: RegExp): Promise<string> {
	for (;;) {
		const found = pattern.exec(await (await fetch(page)).text());
		if (found?.[1] !== undefined) {
			return found[1];
		}
		await sleep(LOOK_EVERY_MS);
	}
}

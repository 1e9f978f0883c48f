// A studio with a second guild, whose members hear the first one's podcast.

import { expect } from 'vitest';
import { parseUrl } from '../../../src/host-name.js';
import type { Listening } from '../../../src/listening/listening.js';
import { countedFrames } from '../../support/fake-discord/counted-frames.js';
import type { DaveEncryption } from '../../support/fake-discord/voice/dave-encryption.js';
import type { ReceivedFrame } from '../../support/fake-discord/voice/media-record.js';
import type { VoiceSession } from '../../support/fake-discord/voice/voice-session.js';
import type { Channel } from '../../support/fake-discord/world/channel.js';
import { Guild } from '../../support/fake-discord/world/guild.js';
import type { Interaction } from '../../support/fake-discord/world/interaction.js';
import type { Member } from '../../support/fake-discord/world/member.js';
import type { Message } from '../../support/fake-discord/world/message.js';
import {
	goOnAir,
	type Scene,
	type Studio,
	type StudioOptions,
	startStudio,
} from '../../support/studio.js';
import { until } from '../../support/until.js';

/** The other side of the podcast. */
export interface Audience {
	guild: Guild;
	lounge: Channel;
	text: Channel;
	/** Has Manage Server, and is in the lounge. */
	host: Member;
}

/** A studio with an audience. */
export type ListeningStudio = Studio & { audience: Audience };

/** Starts a studio, with the bot in a second guild, too. */
export async function startListeningStudio(
	options: Omit<StudioOptions, 'before'> & {
		before?: (scene: Scene & { audience: Audience }) => void;
	} = {},
): Promise<ListeningStudio> {
	let audience: Audience | undefined;
	const studio = await startStudio({
		...options,
		before: (scene) => {
			const guild = new Guild(scene.guild.world, { name: 'Marina', bots: [scene.account] });
			const lounge = guild.addVoiceChannel({ name: 'Lounge' });
			const text = guild.addTextChannel({ name: 'chat' });
			const host = guild.addMember({ name: 'Mia', permissions: ['ManageGuild'] });
			host.join(lounge);
			audience = { guild, lounge, text, host };
			options.before?.({ ...scene, audience });
		},
	});
	return { ...studio, audience: audience as Audience };
}

/** The link of a podcast, as its owner is told it. */
export async function linkOf({ config, server }: Studio, podcastId: string): Promise<string> {
	const { clientId, clientToken } = config.bot?.credentials ?? { clientId: '', clientToken: '' };
	const response = await fetch(new URL(`/api/podcasts/${podcastId}`, server.url), {
		headers: { clientId, token: clientToken },
	});
	return ((await response.json()) as { url: string }).url;
}

/** Lets the audience's host play a podcast into the lounge; resolves with the command's answer. */
export async function playInLounge(
	studio: ListeningStudio,
	podcast: string,
): Promise<{ interaction: Interaction; message: Message; text: string }> {
	const { host, text } = studio.audience;
	const interaction = host.runCommand('podcast listen', { podcast }, { channel: text });
	studio.secrets.add(interaction.token);
	const key = parseUrl(podcast)?.searchParams.get('key');
	if (key) {
		studio.secrets.add(key);
	}
	const answer = await interaction.response();
	return { interaction, message: answer, text: answer.text };
}

/** A show from the studio's channel into the audience's lounge, with what arrives there. */
export async function startRelay(options: Parameters<typeof startListeningStudio>[0] = {}) {
	const studio = await startListeningStudio(options);
	const { id, panel } = await goOnAir(studio);
	const played = await playInLounge(studio, await linkOf(studio, id));
	const session = await loungeSession(studio);
	await untilOneGroup(studio);
	await untilPlayed(studio, () => session.received);
	await untilSilent(session);
	const [listening] = studio.listenings.in(studio.audience.guild.id);
	return { studio, id, panel, played, session, listening: listening as Listening };
}

/** What only the member who asked can read. */
export async function privateAnswer(interaction: Interaction): Promise<string> {
	const message = await interaction.until('a private answer', ({ messages }) =>
		messages.find(({ content, isEphemeral }) => isEphemeral && content !== ''),
	);
	expect(interaction.messages).toEqual([message]);
	return message.content;
}

/** What the audience's host is refused with. */
export function refusal(studio: ListeningStudio, podcast: string): Promise<string> {
	const { host, text } = studio.audience;
	const interaction = host.runCommand('podcast listen', { podcast }, { channel: text });
	studio.secrets.add(interaction.token);
	return privateAnswer(interaction);
}

/** The bot's voice session in the lounge. */
export function loungeSession({
	discord,
	account,
	audience,
}: ListeningStudio): Promise<VoiceSession> {
	return discord.voice.ready(account, audience.guild);
}

/** Resolves when the calls on both sides are encrypted, where they are to be. */
async function untilOneGroup({ discord, stage, audience }: ListeningStudio): Promise<void> {
	for (const channel of [stage, audience.lounge]) {
		await (discord.voice.callIn(channel).encryption as DaveEncryption | undefined)?.settled();
	}
}

/** Resolves when something that the studio's host says comes out at the other end. */
export async function untilPlayed(
	studio: Pick<Studio, 'host'>,
	received: () => readonly ReceivedFrame[],
): Promise<void> {
	const [frame] = countedFrames(1, 240) as [Uint8Array];
	const wanted = Buffer.from(frame);
	await until(async () => {
		await studio.host.speak([frame]);
		return received().some(({ opus }) => wanted.equals(opus));
	}).toBe(true);
}

/** Resolves when nothing is played any more: what follows begins with the delay of a first frame. */
async function untilSilent(session: VoiceSession): Promise<void> {
	await until(() => session.speaking).toBe(0);
}

/** Frames of speech among those that arrived: all but silence. */
export function speechOf<Frame extends ReceivedFrame>(frames: readonly Frame[]): Frame[] {
	return frames.filter(({ opus }) => !isSilence(opus));
}

/** Whether it is `F8 FF FE`. */
export function isSilence(opus: Uint8Array): boolean {
	return Buffer.from([0xf8, 0xff, 0xfe]).equals(opus);
}

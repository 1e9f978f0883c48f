// The real program, killed while it is on air, and what the next start makes of it.
import { describe, expect, onTestFinished, test } from 'vitest';
import { countedFrames } from '../../support/fake-discord/counted-frames.js';
import { SeededRandom } from '../../support/fake-discord/seeded-random.js';
import type { Message } from '../../support/fake-discord/world/message.js';
import { PodcastReceiver } from '../../support/podcast-receiver.js';
import { podcastIdOf } from '../../support/studio.js';
import { until } from '../../support/until.js';
import {
	LISTENER,
	putOnAir,
	type RestartScene,
	setUp,
	startPodcast,
	startProgram,
	startProgramHere,
} from './restart-scene.js';

/** What a show is doing when the process is killed, and how far it has come at most. */
const MOMENTS = [
	['starting', 4],
	['on air', 15],
	['stopping', 3],
] as const;

/** All messages that look as if something was on air. */
function claims({ text }: RestartScene): Message[] {
	return [...text.messages.values()].filter((message) => /On air|Interrupted/.test(message.text));
}

async function podcastIds(serverUrl: string): Promise<string[]> {
	const { clientId, clientToken: token } = LISTENER;
	const answer = await fetch(`${serverUrl}/list`, { headers: { clientId, token } });
	return ((await answer.json()) as { id: string }[]).map(({ id }) => id);
}

/** What Discord shows of the bot that is not so. */
async function findLies(scene: RestartScene, serverUrl: string): Promise<string[]> {
	const ids = await podcastIds(serverUrl);
	const isInVoice = scene.guild.memberOf(scene.account).voice.channel !== null;
	const claimed = claims(scene).map(({ text }) => /Podcast `([^`]+)`/.exec(text)?.[1] ?? 'none');
	return [
		...claimed.filter((id) => !ids.includes(id)).map((id) => `the panel of ${id} says on air`),
		...ids.filter((id) => !claimed.includes(id)).map((id) => `${id} has no panel`),
		...(isInVoice && ids.length === 0 ? ['a ghost is in voice'] : []),
		...(!isInVoice && ids.length > 0 ? ['a podcast without voice'] : []),
	];
}

/** Resolves when nothing is otherwise than it is shown. */
async function settled(scene: RestartScene, serverUrl: string): Promise<void> {
	await until(() => findLies(scene, serverUrl)).toEqual([]);
}

async function listenTo(serverUrl: string, panel: Message): Promise<PodcastReceiver> {
	const podcastId = podcastIdOf(panel.text);
	const receiver = await PodcastReceiver.connect({ serverUrl, podcastId, ...LISTENER });
	onTestFinished(() => receiver.close());
	return receiver;
}

async function hears({ account, host }: RestartScene, receiver: PodcastReceiver): Promise<void> {
	const speech = await host.speak(countedFrames(10), { speed: 10 });
	await receiver.heard.atLeast(speech.sentTo(account).length);
}

describe('a bot that is killed', () => {
	test('is back on air at the next start, and its panel with it', async () => {
		const scene = await setUp();
		const first = await startProgram(scene);
		const panel = await putOnAir(scene);
		const receiver = await listenTo(first.serverUrl, panel);
		await hears(scene, receiver);
		await first.program.stop('SIGKILL');
		expect(await receiver.closed).toBe(1006);

		const second = await startProgramHere(scene);
		await scene.discord.until(
			'the panel is back',
			() => panel.text.includes('Back after a restart.') || undefined,
		);
		await hears(scene, await listenTo(second.serverUrl, panel));
		const exit = await second.program.stop('SIGTERM');
		expect(exit).toMatchObject({ code: 0 });
		expect(panel.text).toMatch(/^## 🟡 Restarting: Lighthouse\n.*I am being restarted/s);
		expect(scene.text.messages.size).toBe(1);
		expect(scene.guild.memberOf(scene.account).voice.channel).toBeNull();
	});

	test('at any of ten moments of a show leaves no lie after the next start', async () => {
		const random = new SeededRandom(7);
		const scene = await setUp();
		let { program, serverUrl } = await startProgram(scene);
		const seen: string[] = [];
		for (let kill = 1; kill <= 10; kill++) {
			const [moment, steps] = MOMENTS[random.below(MOMENTS.length)] ?? MOMENTS[0];
			const isResumed = random.next() < 0.5;
			const killAfter = random.below(steps);
			const asked = scene.discord.rest.requests.length;
			let panel = claims(scene)[0];
			let receiver: PodcastReceiver | undefined;
			let isOver = false;
			if (!panel) {
				const starting = startPodcast(scene).response();
				if (moment === 'starting') {
					// Killed meanwhile, it does not answer.
					void starting.catch(() => {}).then(() => (isOver = true));
				} else {
					panel = await starting;
				}
			}
			if (panel) {
				receiver = await listenTo(serverUrl, panel);
				const speech = scene.host.startSpeaking(countedFrames(20));
				if (moment === 'stopping') {
					void scene.host.runCommand('podcast stop', {}, { channel: scene.text });
					void receiver.closed.then(() => (isOver = true));
				} else {
					await Promise.race([receiver.heard.atLeast(killAfter), speech.finished]);
					isOver = true;
				}
			}
			await until(() => isOver || scene.discord.rest.requests.length - asked >= killAfter, {
				interval: 1,
			}).toBe(true);
			await program.stop('SIGKILL');
			await receiver?.closed;
			seen.push(`${moment}, ${killAfter} on: ${claims(scene).length} on air when killed`);

			({ program, serverUrl } = await startProgram(scene, {
				RESUME_ON_RESTART: String(isResumed),
			}));
			await settled(scene, serverUrl);
			if (panel && moment !== 'stopping') {
				expect(claims(scene), seen.join('\n')).toEqual(isResumed ? [panel] : []);
			}
		}
		// Some were killed in the middle of a claim, or this would show nothing.
		expect(seen.filter((line) => line.includes('1 on air')).length).toBeGreaterThan(3);
		await program.stop('SIGTERM');
		expect(claims(scene)).toEqual([]);
	});
});

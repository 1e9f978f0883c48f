// What listeners have of a show is worth the same after each start of the real program.
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { countedFrames } from '../../support/fake-discord/counted-frames.js';
import type { Message } from '../../support/fake-discord/world/message.js';
import { PodcastReceiver } from '../../support/podcast-receiver.js';
import { listenKeyOf, podcastIdOf, untilLinked } from '../../support/studio.js';
import { until } from '../../support/until.js';
import { LISTENER, putOnAir, type RestartScene, setUp, startProgram } from './restart-scene.js';

/** What comes of a show in one life of the program. */
interface Life {
	podcastId: string;
	listenKey: string | undefined;
	secretKey: string;
	nonces: string[];
}

async function listenAndHear(
	scene: RestartScene,
	serverUrl: string,
	panel: Message,
): Promise<Life> {
	await untilLinked(panel);
	const podcastId = podcastIdOf(panel.text);
	const receiver = await PodcastReceiver.connect({ serverUrl, podcastId, ...LISTENER });
	onTestFinished(() => receiver.close());
	// The podcast is live before the bot is in voice: what is said meanwhile reaches it without its key.
	await until(async () => {
		await scene.host.speak(countedFrames(10), { speed: 10 });
		return receiver.heard.items.length;
	}).toBeGreaterThanOrEqual(10);
	const heard = [...receiver.heard.items];
	expect(heard.every(({ opus }) => opus !== null)).toBe(true);
	return {
		podcastId,
		listenKey: listenKeyOf(panel.text),
		secretKey: String(receiver.secretKeyForms[0]),
		nonces: heard.map(({ nonce }) => nonce.toString('hex')),
	};
}

/** Resolves when the show is live again, whichever podcast its panel shows. */
async function isBack(serverUrl: string, panel: Message): Promise<void> {
	const headers = { clientId: LISTENER.clientId, token: LISTENER.clientToken };
	await until(async () => {
		const id = podcastIdOf(panel.text);
		const answer = await fetch(`${serverUrl}/api/podcasts/${id}`, { headers });
		return ((await answer.json()) as { isLive?: boolean }).isLive;
	}).toBe(true);
}

function differentValues(values: readonly (string | undefined)[]): number {
	return new Set(values).size;
}

describe('a show after two restarts', () => {
	test.each([['SIGKILL'], ['SIGTERM']] as const)(
		'by %s has the id, the key and the link of before, and no nonce twice',
		async (signal) => {
			const scene = await setUp();
			let { program, serverUrl } = await startProgram(scene);
			const panel = await putOnAir(scene);
			const lives = [await listenAndHear(scene, serverUrl, panel)];
			for (let restart = 1; restart <= 2; restart++) {
				await program.stop(signal);
				({ program, serverUrl } = await startProgram(scene));
				await isBack(serverUrl, panel);
				lives.push(await listenAndHear(scene, serverUrl, panel));
			}
			expect(differentValues(lives.map(({ podcastId }) => podcastId))).toBe(1);
			expect(differentValues(lives.map(({ secretKey }) => secretKey))).toBe(1);
			expect(differentValues(lives.map(({ listenKey }) => listenKey))).toBe(1);
			expect(lives[0]?.listenKey).toBeDefined();
			const nonces = lives.flatMap((life) => life.nonces);
			expect(differentValues(nonces)).toBe(nonces.length);
			for (const name of ['podcasts.json', 'on-air.json']) {
				expect(statSync(join(scene.dataDir, name)).mode & 0o777).toBe(0o600);
			}
		},
	);

	test('that does not know its next voice session is a new podcast, and the old one ends', async () => {
		const scene = await setUp();
		const first = await startProgram(scene);
		const panel = await putOnAir(scene);
		const before = await listenAndHear(scene, first.serverUrl, panel);
		await first.program.stop('SIGKILL');
		const file = join(scene.dataDir, 'on-air.json');
		const memory = JSON.parse(readFileSync(file, 'utf8'));
		expect(memory.podcasts[0].podcast.id).toBe(before.podcastId);
		delete memory.podcasts[0].podcast;
		writeFileSync(file, JSON.stringify(memory));

		const second = await startProgram(scene);
		await isBack(second.serverUrl, panel);
		const after = await listenAndHear(scene, second.serverUrl, panel);
		expect(after.podcastId).not.toBe(before.podcastId);
		expect(after.secretKey).not.toBe(before.secretKey);
		const answer = await fetch(`${second.serverUrl}/podcast?id=${before.podcastId}`, {
			headers: { clientId: LISTENER.clientId, token: LISTENER.clientToken },
		});
		expect(answer.status).toBe(404);
	});
});

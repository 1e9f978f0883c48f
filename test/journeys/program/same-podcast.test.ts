// What listeners have of a show is worth the same after each start of the real program.
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { countedFrames } from '../../support/fake-discord/counted-frames.js';
import type { Message } from '../../support/fake-discord/world/message.js';
import { PodcastReceiver } from '../../support/podcast-receiver.js';
import { listenKeyOf, podcastIdOf } from '../../support/studio.js';
import { until } from '../../support/until.js';
import {
	LISTENER,
	putOnAir,
	type RestartScene,
	setUp,
	startProgram,
	startProgramHere,
} from './restart-scene.js';

/** What comes of a show in one life of the program. */
interface Life {
	podcastId: string;
	listenKey: string | undefined;
	secretKey: string;
	nonces: string[];
}

/** @param versionsBefore - how often the panel was written before this life */
async function listenAndHear(
	scene: RestartScene,
	serverUrl: string,
	panel: Message,
	versionsBefore = 0,
): Promise<Life> {
	// It comes a moment after all else, also after a restart: what an earlier life has written goes first.
	let listenKey: string | undefined;
	await until(() => {
		listenKey = panel.versions.length > versionsBefore ? listenKeyOf(panel.text) : undefined;
		return listenKey;
	}).toBeDefined();
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
		listenKey,
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
			const first = await startProgram(scene);
			const panel = await putOnAir(scene);
			const lives = [await listenAndHear(scene, first.serverUrl, panel)];
			await first.program.stop(signal);
			let versions = panel.versions.length;
			const second = await startProgram(scene);
			await isBack(second.serverUrl, panel);
			lives.push(await listenAndHear(scene, second.serverUrl, panel, versions));
			await second.program.stop(signal);
			versions = panel.versions.length;
			const third = await startProgramHere(scene);
			await isBack(third.serverUrl, panel);
			lives.push(await listenAndHear(scene, third.serverUrl, panel, versions));
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
		const versions = panel.versions.length;
		const file = join(scene.dataDir, 'on-air.json');
		const memory = JSON.parse(readFileSync(file, 'utf8'));
		expect(memory.podcasts[0].podcast.id).toBe(before.podcastId);
		delete memory.podcasts[0].podcast;
		writeFileSync(file, JSON.stringify(memory));

		const second = await startProgramHere(scene);
		await isBack(second.serverUrl, panel);
		const after = await listenAndHear(scene, second.serverUrl, panel, versions);
		expect(after.podcastId).not.toBe(before.podcastId);
		expect(after.secretKey).not.toBe(before.secretKey);
		const answer = await fetch(`${second.serverUrl}/podcast?id=${before.podcastId}`, {
			headers: { clientId: LISTENER.clientId, token: LISTENER.clientToken },
		});
		expect(answer.status).toBe(404);
	});
});

// The image of our Dockerfile, built and run without a registry.
import { appendFileSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { countedFrames } from '../../support/fake-discord/counted-frames.js';
import type { Message } from '../../support/fake-discord/world/message.js';
import { PodcastReceiver } from '../../support/podcast-receiver.js';
import { podcastIdOf } from '../../support/studio.js';
import { LISTENER, putOnAir, type RestartScene, setUp } from '../program/restart-scene.js';
import { makeVolume, startContainer } from './container.js';
import { copyRepository, makeFolder, ROOT, run } from './fresh-clone.js';
import {
	buildImage,
	canMakeImages,
	compressedBytes,
	type MountedImage,
	mountImage,
	prepareBase,
	removeImages,
} from './images.js';

/** What it may add to its base on disk. */
const MAX_ADDED_BYTES = 75 * 10 ** 6;
/** What it may take on its way from a registry, base included. */
const MAX_COMPRESSED_BYTES = 250 * 10 ** 6;

const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

async function bytesIn(folder: string): Promise<number> {
	return Number((await run(['du', '-skx', folder])).split('\t')[0]) * 1024;
}

/** Resolves when all that the host says is heard. */
async function hears(scene: RestartScene, parts: { serverUrl: string; panel: Message }) {
	const podcastId = podcastIdOf(parts.panel.text);
	const { serverUrl } = parts;
	const receiver = await PodcastReceiver.connect({ serverUrl, podcastId, ...LISTENER });
	onTestFinished(() => receiver.close());
	const speech = await scene.host.speak(countedFrames(10), { speed: 10 });
	await receiver.heard.atLeast(speech.sentTo(scene.account).length);
}

async function answerOf(scene: RestartScene, command: string): Promise<string> {
	const interaction = scene.host.runCommand(command, {}, { channel: scene.text });
	return (await interaction.response()).text;
}

describe.runIf(canMakeImages())('the image', () => {
	let base: MountedImage;
	let image: MountedImage;
	let nextImage: MountedImage;

	beforeAll(async () => {
		await prepareBase();
		const context = makeFolder('context');
		try {
			copyRepository(context.path);
			// Neither belongs into an image.
			appendFileSync(join(context.path, '.env'), 'DISCORD_TOKEN=secret\n');
			await buildImage('discord-podcasts:first', context.path);
			appendFileSync(
				join(context.path, 'src/index.ts'),
				"export const NOTE = 'The next version.';\n",
			);
			await buildImage('discord-podcasts:next', context.path, 'REVISION=abc1234');
		} finally {
			context.remove();
		}
		base = await mountImage();
		image = await mountImage('discord-podcasts:first');
		nextImage = await mountImage('discord-podcasts:next');
	});

	afterAll(removeImages);

	test('adds at most 75 MB to its base, and is at most 250 MB compressed', async () => {
		const addedBytes = (await bytesIn(image.root)) - (await bytesIn(base.root));
		const sentBytes = await compressedBytes('discord-podcasts:first');
		process.stdout.write(`The image adds ${addedBytes} bytes, and is sent as ${sentBytes}\n`);
		expect(addedBytes).toBeLessThanOrEqual(MAX_ADDED_BYTES);
		expect(sentBytes).toBeLessThanOrEqual(MAX_COMPRESSED_BYTES);
	});

	test('holds what runs, and nothing else', () => {
		const app = join(image.root, 'app');
		expect(readdirSync(app).sort()).toEqual(
			['LICENSE', 'container.mjs', 'dist', 'health.mjs', 'node_modules', 'package.json'].sort(),
		);
		for (const name of ['typescript', 'esbuild', 'vitest']) {
			expect(existsSync(join(app, 'node_modules', name))).toBe(false);
		}
		expect(readFileSync(join(nextImage.root, 'app/dist/index.js'), 'utf8')).toContain(
			'The next version.',
		);
	});

	test('says what it is, and how it is run', () => {
		const { config } = image;
		expect(config.Labels).toMatchObject({
			'org.opencontainers.image.title': 'discord-podcasts',
			'org.opencontainers.image.licenses': 'MIT',
			'org.opencontainers.image.version': version,
		});
		expect(nextImage.config.Labels['org.opencontainers.image.revision']).toBe('abc1234');
		expect(config.User).toBe('1000:1000');
		expect(Object.keys(config.Volumes)).toEqual(['/data']);
	});

	test.each([
		['its own user', undefined],
		['another user', '4711:4711'],
	])('goes on air as %s, on a root that cannot be written to', async (_, user) => {
		const scene = await setUp();
		const volume = makeVolume(image);
		const container = await startContainer(image, { scene, volume, ...(user && { user }) });
		expect(container.program.output).toContain('Data is kept in: /data\n');
		const panel = await putOnAir(scene);
		await hears(scene, { serverUrl: container.serverUrl, panel });
		const health = container.healthCheck();
		expect(JSON.parse(health.output)).toMatchObject({ ok: true, podcasts: 1 });
		expect(health.status).toBe(0);
		expect(await container.stop()).toBe(0);
		const written = readdirSync(volume);
		expect(written).toContain('podcasts.json');
		const [uid] = (user ?? image.config.User).split(':').map(Number);
		for (const name of written) {
			expect(statSync(join(volume, name)).uid).toBe(uid);
		}
	});

	test('goes on with its show and its opt-outs after an update', async () => {
		const scene = await setUp();
		const volume = makeVolume(image);
		const first = await startContainer(image, { scene, volume });
		const panel = await putOnAir(scene);
		await hears(scene, { serverUrl: first.serverUrl, panel });
		const podcastId = podcastIdOf(panel.text);
		const guest = scene.guild.addMember({ name: 'Ben' });
		await guest.runCommand('podcast-privacy optout', {}, { channel: scene.text }).response();
		expect(await first.stop()).toBe(0);
		expect(first.program.output).toContain('"msg":"Stopped"');
		expect(first.program.output).not.toContain('Stopping took too long');

		const next = await startContainer(nextImage, { scene, volume });
		await scene.discord.until(
			'the panel is back',
			() => panel.text.includes('Back after a restart.') || undefined,
		);
		expect(podcastIdOf(panel.text)).toBe(podcastId);
		await hears(scene, { serverUrl: next.serverUrl, panel });
		const shown = guest.runCommand('podcast-privacy show', {}, { channel: scene.text });
		expect((await shown.response()).text).toMatch(/You have \*\*opted out\*\*/);
		expect(await answerOf(scene, 'podcast-privacy show')).not.toMatch(/You have \*\*opted out\*\*/);
		expect(await next.stop()).toBe(0);
	});

	test('tells everybody the address that DOMAIN names', async () => {
		const settings = { DOMAIN: 'radio.example.org' };
		const scene = await setUp();
		const container = await startContainer(image, { scene, volume: makeVolume(image), settings });
		const panel = await putOnAir(scene);
		expect(panel.text).toContain('https://radio.example.org/s/');
		expect(await container.stop()).toBe(0);
	});

	test('is not well where its server does not answer', async () => {
		const scene = await setUp();
		const container = await startContainer(image, { scene, volume: makeVolume(image) });
		process.kill(container.program.innerPid, 'SIGSTOP');
		expect(container.healthCheck()).toEqual({
			status: 1,
			output: 'GET /health: no answer within 4 s\n',
		});
		process.kill(container.program.innerPid, 'SIGCONT');
		expect(await container.stop()).toBe(0);
	});
});

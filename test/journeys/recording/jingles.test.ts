// Jingles as a host meets them: uploaded, shown, heard live and in the episode; and what is refused.
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { AttachmentOptions } from '../../support/fake-discord/world/attachment.js';
import type { OptionValues } from '../../support/fake-discord/world/invocation.js';
import { OggOpusFile } from '../../support/ogg-opus-file.js';
import { amplitudeAt, concatenate, decode, encode, tone } from '../../support/signal.js';
import { goOnAir, listen, makeDataDir, type Studio, startStudio } from '../../support/studio.js';
import { until } from '../../support/until.js';
import { loudestTone } from './recorded.js';

const INTRO_HZ = 900;
const OUTRO_HZ = 2300;

function oggOf(hz: number, durationMs: number): Buffer {
	const path = join(makeDataDir(), 'sound.opus');
	const file = new OggOpusFile(path);
	for (const frame of encode(tone({ hz, peak: 0.14, durationMs }))) {
		file.add(frame);
	}
	file.close();
	return readFileSync(path);
}

/** The mean of a tone over frames in a row. */
const toneIn = (frames: readonly (Uint8Array | null)[], hz: number) =>
	amplitudeAt(hz, concatenate(decode(frames.map((frame) => frame ?? new Uint8Array(0)))));

async function show(studio: Studio, values: OptionValues = {}): Promise<string> {
	const { host, text } = studio;
	const answer = await host.runCommand('podcast show', values, { channel: text }).response();
	expect(answer.isEphemeral).toBe(true);
	return answer.text;
}

const attach = ({ discord }: Studio, options: Partial<AttachmentOptions> = {}) =>
	discord.addAttachment({ name: 'jingle.opus', bytes: oggOf(INTRO_HZ, 1000), ...options });

test('are taken from an upload, shown with their length, and deleted again', async () => {
	const studio = await startStudio();
	expect(await show(studio)).toContain('**Intro**: none\n🎵 **Outro**: none');
	const outro = attach(studio, { bytes: oggOf(OUTRO_HZ, 700) });
	const set = await show(studio, { intro: attach(studio), outro, onair: true });
	expect(set).toContain('**Intro**: 1.0 s\n🎵 **Outro**: 0.7 s\n📡 **Live**: the intro is played');
	const folder = join(studio.dataDir, 'shows', studio.guild.id);
	expect(readdirSync(folder).sort()).toEqual(['intro.opus', 'outro.opus', 'show.json']);
	const left = await show(studio, { remove: 'intro', onair: false });
	expect(left).toContain('**Intro**: none\n🎵 **Outro**: 0.7 s\n📡 **Live**: not played');
	expect(readdirSync(folder).sort()).toEqual(['outro.opus', 'show.json']);
});

test('are refused in plain words, and nothing changes', async () => {
	const studio = await startStudio();
	await show(studio, { intro: attach(studio) });
	const large = attach(studio, { sizeBytes: 11 * 2 ** 20 });
	expect(await show(studio, { intro: large })).toContain('That intro has more than 10 MB');
	expect(large.requests).toBe(0);
	const liar = attach(studio, { bytes: new Uint8Array(11 * 2 ** 20), sizeBytes: 1000 });
	expect(await show(studio, { intro: liar })).toContain('That intro has more than 10 MB');
	const long = attach(studio, { bytes: oggOf(INTRO_HZ, 61_000) });
	expect(await show(studio, { outro: long })).toContain('That outro is longer than 60 s');
	const letter = attach(studio, { name: 'letter.txt', bytes: Buffer.from('Dear Ada') });
	expect(await show(studio, { intro: letter })).toMatch(
		/That intro (cannot be read as sound|is of a format)/,
	);
	expect(await show(studio)).toContain('**Intro**: 1.0 s\n🎵 **Outro**: none');
});

test('are fetched from Discord alone, and of an address nothing but its host is logged', async () => {
	let requests = 0;
	const other = createServer((_, response) => {
		requests += 1;
		response.end();
	});
	await new Promise<void>((resolve) => other.listen(0, '127.0.0.2', resolve));
	onTestFinished(() => void other.close());
	const { port } = other.address() as AddressInfo;
	const studio = await startStudio();
	for (const url of [
		`http://127.0.0.2:${port}/secret-path/jingle.opus?hm=secret-query`,
		`file:///etc/hostname?hm=secret-query`,
		`http://cdn.discordapp.com/secret-path/jingle.opus?hm=secret-query`,
		'secret-path',
	]) {
		expect(await show(studio, { intro: attach(studio, { url }) })).toContain(
			'could not get that file from Discord',
		);
	}
	expect(requests).toBe(0);
	expect(studio.log()).toContain(`127.0.0.2:${port}`);
	expect(studio.log()).not.toMatch(/secret-(path|query)/);
});

test('are heard live at both ends, and around the episode', async () => {
	const studio = await startStudio({
		environment: { RECORD: 'tracks', RECORDING_MIN_FREE_BYTES: '0' },
	});
	const { episodes, guild, host, text } = studio;
	const outro = attach(studio, { bytes: oggOf(OUTRO_HZ, 700) });
	await show(studio, { intro: attach(studio, { bytes: oggOf(INTRO_HZ, 20_000) }), outro });
	await show(studio, { onair: true });
	const { id } = await goOnAir(studio);
	const receiver = await listen(studio, id);
	await until(() => receiver.heard.items.length).toBeGreaterThan(10);
	const heard = () => receiver.heard.items.map(({ opus }) => opus);
	expect(toneIn(heard().slice(0, 10), INTRO_HZ)).toBeGreaterThan(0.05);

	const voice = encode(tone({ hz: 410, peak: 0.3, durationMs: 600 }));
	await host.speak(voice);
	const lastWord = Buffer.from(voice.at(-1) as Uint8Array);
	await until(() => heard().some((opus) => opus && lastWord.equals(opus))).toBe(true);
	const before = heard().length;
	expect(toneIn(heard().slice(-25), INTRO_HZ)).toBeLessThan(0.01);
	await host.runCommand('podcast stop', {}, { channel: text }).response();
	await receiver.closed;
	expect(heard().slice(before).length).toBeGreaterThanOrEqual(35);
	expect(toneIn(heard().slice(before + 5, before + 30), OUTRO_HZ)).toBeGreaterThan(0.05);
	const nonces = receiver.heard.items.map(({ nonce }) => nonce.toString('hex'));
	expect(new Set(nonces).size).toBe(nonces.length);

	await until(() => episodes.list(guild.id)[0]?.state).toBe('ready');
	const episode = episodes.list(guild.id)[0];
	expect(episode?.playedMs).toBeGreaterThanOrEqual(21_200);
	const file = join(studio.dataDir, 'episodes', episode?.id ?? '', 'out', 'r1', 'episode.opus');
	const bytes = readFileSync(file);
	expect(await loudestTone(bytes, INTRO_HZ)).toBeGreaterThan(0.05);
	expect(await loudestTone(bytes, OUTRO_HZ)).toBeGreaterThan(0.02);
});

// A "no" that holds: from the answer on, nothing of a voice is in any output, nor what it said before.
import { expect, onTestFinished, test } from 'vitest';
import { SILENCE_FRAME } from '../../src/media/opus-packet.js';
import { startSteppedRelay } from '../journeys/listening/stepped-relay.js';
import type { Member } from '../support/fake-discord/world/member.js';
import { readOggPages } from '../support/ogg-pages.js';
import { amplitudeAt, concatenate, decode, encode, toDb, tone } from '../support/signal.js';
import { goOnAir, listen, type Studio, startStudio } from '../support/studio.js';
import { decodeAudio, hasTools } from '../support/tools.js';
import { until } from '../support/until.js';

/** Of the member who says no, and of the one who goes on. */
const SECRET_HZ = 1710;
const OPEN_HZ = 410;
/** One of the chime's two tones. */
const CHIME_HZ = 880;
const SILENT_DB = -70;
const LOUD_DB = -12;

const SAMPLES_PER_MS = 48;
const MP3_FRAME_BYTES = 384;
const HEADER_PAGES = 2;

/** Each look decodes all that has come. */
const SELDOM = { interval: 500 };

const hasFfmpeg = hasTools('ffmpeg');

/** What begins and ends at once has something of all frequencies. */
function swelling(samples: Float32Array): Float32Array {
	const rampSamples = 200 * SAMPLES_PER_MS;
	return samples.map((sample, index) => {
		const share = Math.min(1, index / rampSamples, (samples.length - index) / rampSamples);
		return sample * Math.sin((share * Math.PI) / 2) ** 2;
	});
}

const secret = encode(tone({ hz: SECRET_HZ, peak: 0.4, durationMs: 10_000 }));
const open = encode(swelling(tone({ hz: OPEN_HZ, peak: 0.4, durationMs: 1500 })));

/** Level of a tone, in dBFS, in the tenth of a second where it is loudest. */
function loudestDb(hz: number, samples: Float32Array): number {
	let loudest = 0;
	for (let start = 0; start < samples.length; start += 50 * SAMPLES_PER_MS) {
		const piece = samples.subarray(start, start + 100 * SAMPLES_PER_MS);
		loudest = Math.max(loudest, amplitudeAt(hz, piece));
	}
	return toDb(loudest);
}

/** Whether the one who goes on was heard and is silent again, so that nothing breaks off at the end. */
function hasSpoken(samples: Float32Array): boolean {
	const end = samples.subarray(-60 * SAMPLES_PER_MS);
	return loudestDb(OPEN_HZ, samples) > LOUD_DB && toDb(amplitudeAt(OPEN_HZ, end)) < SILENT_DB;
}

/** What comes of a stream, for as long as the test lasts. */
class Player {
	readonly format: 'ogg' | 'mp3';
	readonly #chunks: Uint8Array[] = [];
	/** What had come when the answer was there. */
	#bytesBefore = 0;

	static async open(studio: Studio, id: string, file: string): Promise<Player> {
		const ending = new AbortController();
		onTestFinished(() => ending.abort());
		const response = await fetch(`${studio.server.url}/p/${id}/${file}`, {
			headers: { clientId: '555', token: 'listener-token' },
			signal: ending.signal,
		});
		expect(response.status).toBe(200);
		const player = new Player(file.includes('.ogg') ? 'ogg' : 'mp3');
		void player.#read(response);
		return player;
	}

	private constructor(format: 'ogg' | 'mp3') {
		this.format = format;
	}

	answered(): void {
		this.#bytesBefore = this.#chunks.reduce((sum, { length }) => sum + length, 0);
	}

	/** All that has come after the answer, decoded by a player that begins there. */
	async sound(): Promise<Float32Array> {
		const bytes = Buffer.concat(this.#chunks);
		if (this.format === 'mp3') {
			const start = Math.ceil(this.#bytesBefore / MP3_FRAME_BYTES) * MP3_FRAME_BYTES;
			return (await decodeAudio(bytes.subarray(start), 'mp3')).samples;
		}
		const { length } = readOggPages(bytes.subarray(0, this.#bytesBefore));
		const pages = readOggPages(bytes).slice(Math.max(HEADER_PAGES, length));
		return concatenate(decode(pages.flatMap(({ packets }) => packets)));
	}

	async #read({ body }: Response): Promise<void> {
		try {
			for await (const bytes of body ?? []) {
				this.#chunks.push(bytes);
			}
		} catch {
			// The test is over.
		}
	}
}

const FILES = ['live.ogg?burst=0', 'live.ogg?burst=1', 'live.mp3?burst=0', 'live.mp3?burst=1'];

const sayNo: Record<string, (studio: Studio, guest: Member) => Promise<{ text: string }>> = {
	'an opt-out': (studio, guest) =>
		guest.runCommand('podcast-privacy optout', {}, { channel: studio.text }).response(),
	'a mute': (studio, guest) =>
		studio.host.runCommand('podcast mute', { member: guest }, { channel: studio.text }).response(),
};

test.runIf(hasFfmpeg).each(Object.entries(sayNo))(
	'after the answer to %s no output has a sample of the voice, and others are heard',
	async (_name, no) => {
		const studio = await startStudio({ environment: { MIX_AUTOMATIC_GAIN: 'false' } });
		const guest = studio.guild.addMember({ name: 'Eve' });
		guest.join(studio.stage);
		const { id } = await goOnAir(studio);
		const receiver = await listen(studio, id);
		const players = await Promise.all(FILES.map((file) => Player.open(studio, id, file)));
		const speech = guest.startSpeaking(secret, { speaking: 'racing' });
		onTestFinished(() => speech.stop());
		await receiver.heard.atLeast(100);
		for (const player of players) {
			const levelDb = async () => loudestDb(SECRET_HZ, await player.sound());
			await until(levelDb, SELDOM).toBeGreaterThan(LOUD_DB);
		}

		const answer = await no(studio, guest);
		const heardBefore = receiver.heard.items.length;
		for (const player of players) {
			player.answered();
		}
		expect(answer.text).toContain('**off air**');
		players.push(...(await Promise.all(FILES.map((file) => Player.open(studio, id, file)))));
		await studio.host.speak(open);
		const outputs = players.map((player) => () => player.sound());
		outputs.push(async () => {
			const heard = receiver.heard.items.slice(heardBefore);
			return concatenate(decode(heard.map(({ opus }) => opus as Uint8Array)));
		});
		await expectOnlyOpen(outputs);
	},
);

/** In each of these the one who goes on is heard, and nothing of the other. */
async function expectOnlyOpen(outputs: readonly (() => Promise<Float32Array>)[]): Promise<void> {
	for (const sound of outputs) {
		let heard: Float32Array = new Float32Array();
		await until(async () => {
			heard = await sound();
			return hasSpoken(heard);
		}, SELDOM).toBe(true);
		expect(loudestDb(SECRET_HZ, heard)).toBeLessThan(SILENT_DB);
	}
}

test.runIf(hasFfmpeg)(
	'in a show that asks no output has a sample of who has not said yes, from the first on',
	async () => {
		const studio = await startStudio({
			environment: { CONSENT: 'ask', MIX_AUTOMATIC_GAIN: 'false' },
		});
		const guest = studio.guild.addMember({ name: 'Eve' });
		guest.join(studio.stage);
		const { id, panel } = await goOnAir(studio);
		const receiver = await listen(studio, id);
		const players = await Promise.all(FILES.map((file) => Player.open(studio, id, file)));
		const speech = guest.startSpeaking(secret, { speaking: 'racing' });
		onTestFinished(() => speech.stop());
		await until(() => speech.sentTo(studio.account).length).toBeGreaterThan(50);
		await studio.host.pressButton(panel, 'privacy:agree').response();
		await studio.host.speak(open);
		await expectOnlyOpen([
			...players.map((player) => () => player.sound()),
			async () => concatenate(decode(receiver.heard.items.map(({ opus }) => opus as Uint8Array))),
		]);
	},
);

test.runIf(hasFfmpeg)('no output has anything of the chime that the channel hears', async () => {
	const studio = await startStudio({ environment: { CHIME: 'true' } });
	const { id } = await goOnAir(studio);
	const receiver = await listen(studio, id);
	const players = await Promise.all(FILES.map((file) => Player.open(studio, id, file)));
	const { account, discord, guild } = studio;
	const fromBot = () => discord.voice.sessionOf(account, guild)?.received ?? [];
	await until(() => fromBot().length).toBeGreaterThan(60);
	const chime = concatenate(decode(fromBot().map(({ opus }) => opus)));
	expect(loudestDb(CHIME_HZ, chime)).toBeGreaterThan(-40);
	for (const player of players) {
		let heard: Float32Array = new Float32Array();
		await until(async () => {
			heard = await player.sound();
			return heard.length;
		}, SELDOM).toBeGreaterThan(chime.length);
		expect(loudestDb(CHIME_HZ, heard)).toBeLessThan(SILENT_DB);
	}
	expect(receiver.heard.items).toEqual([]);
});

test('after the answer another server’s channel hears silence', async () => {
	const { play, say, studio } = await startSteppedRelay();
	const packets = await say(secret.slice(0, 25));
	const before = await play(packets, 25 * 20);
	expect(before.map(({ opus }) => Buffer.from(opus))).not.toContainEqual(
		Buffer.from(SILENCE_FRAME),
	);
	await studio.host.runCommand('podcast-privacy optout', {}, { channel: studio.text }).response();
	// The event is on its way before the answer is; it has come when a turn of the loop is over.
	await new Promise((resolve) => setImmediate(resolve));
	const after = await play([], 400);
	expect(before.length).toBeLessThan(25);
	expect(after.length).toBeGreaterThanOrEqual(5);
	for (const { opus } of after) {
		expect(Buffer.from(opus).toString('hex')).toBe('f8fffe');
	}
});

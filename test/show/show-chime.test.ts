// When a show's chime is played, frame by frame, on a clock that stands still.
import { describe, expect, test } from 'vitest';
import { isSilence } from '../../src/media/opus-packet.js';
import { countedFrames } from '../support/fake-discord/counted-frames.js';
import { ADA, CHANNEL, OTHER_CHANNEL, setUpShow } from './show-fixture.js';

const BEN = '900000000000000012';
const CARL = '900000000000000013';
const MUSIC_BOT = '900000000000000014';

/** 200 ms. */
const FRAMES = countedFrames(10);

/** From the show's beginning, until everybody's client is in the call. */
const ARRIVAL_MS = 1000;

/** The bot's voice, which Discord lets it unmute in 60 ms, and what it has said. */
class VoiceRecord {
	channelId = CHANNEL;
	isReady = true;
	/** Whether Discord answers. */
	isAnswered = true;
	isSelfMuted = true;
	/** What was done, with the time. */
	readonly done: [atMs: number, what: string][] = [];
	readonly #clock: Awaited<ReturnType<typeof setUpShow>>['clock'];

	constructor(clock: VoiceRecord['clock']) {
		this.#clock = clock;
	}

	get clock() {
		return this.#clock;
	}

	/** What was done, without the time. */
	get deeds(): string[] {
		return this.done.map(([, what]) => what);
	}

	setSelfMute(isSelfMute: boolean): void {
		this.#note(isSelfMute ? 'mute' : 'unmute');
		if (this.isAnswered) {
			this.#clock.at(this.#clock.nowMs() + 60, () => {
				this.isSelfMuted = isSelfMute;
			});
		}
	}

	play(opus: Uint8Array): boolean {
		const place = FRAMES.findIndex((frame) => Buffer.from(frame).equals(opus));
		this.#note(isSilence(opus) ? 'silence' : `frame ${place}`);
		return true;
	}

	leaveOut(): void {
		this.#note('nothing');
	}

	stopSpeaking(): void {
		this.#note('stop');
	}

	#note(what: string): void {
		this.done.push([this.#clock.nowMs(), what]);
	}
}

const WHOLE_CHIME = [
	'unmute',
	...FRAMES.map((_, place) => `frame ${place}`),
	...Array<string>(5).fill('silence'),
	'stop',
	'mute',
];

async function setUpChime({ frames }: { frames?: Uint8Array[] | undefined } = { frames: FRAMES }) {
	const show = await setUpShow();
	const { clock, guild } = show;
	const source = { frames };
	show.tools.chime = source;
	const voice = new VoiceRecord(clock);
	const speech = new Map<string, number>();
	Object.assign(show.voice.voice, {
		ownVoice: voice,
		lastSpeechAtMs: (isCounted: (userId: string) => boolean) => {
			const counted = [...speech].filter(([userId]) => isCounted(userId));
			return counted.length > 0 ? Math.max(...counted.map(([, atMs]) => atMs)) : undefined;
		},
	});
	const members = guild.members.cache as unknown as Map<string, object>;
	for (const userId of [BEN, CARL, MUSIC_BOT]) {
		members.set(userId, { displayName: userId, user: { bot: userId === MUSIC_BOT } });
	}
	const states = guild.voiceStates.cache as unknown as Map<string, object>;
	/** Somebody goes to a channel, or leaves voice. */
	const go = (userId: string, channelId: string | null) => {
		const before = states.get(userId) ?? { id: userId, channelId: null, guild, suppress: false };
		const after = { id: userId, channelId, guild, suppress: false, member: members.get(userId) };
		states.set(userId, after);
		guild.client.emit('voiceStateUpdate', before as never, after as never);
	};
	const channel = guild.channels.cache.get(CHANNEL);
	guild.channels.cache.set(OTHER_CHANNEL, channel as never);
	/** Steps until something has been done that often. */
	const reach = async (what: string, times = 1) => {
		for (let ms = 0; ms < 60_000 && countOf(what) < times; ms += 20) {
			await clock.step(20);
		}
		expect(countOf(what)).toBe(times);
	};
	const countOf = (what: string) => voice.deeds.filter((deed) => deed === what).length;
	return {
		...show,
		go,
		reach,
		/** Somebody's frame comes in. */
		say: (userId: string) => speech.set(userId, clock.nowMs()),
		own: guild.members.me?.voice as unknown as { serverMute: boolean; suppress: boolean },
		source,
		ownVoice: voice,
	};
}

/** Those that begin a chime. */
const beginnings = ({ done }: VoiceRecord) =>
	done.filter(([, what]) => what === 'frame 0').map(([atMs]) => atMs);

describe('a show that begins', () => {
	test('is heard to be on air: a frame each 20 ms, unmuted for that alone', async () => {
		const { clock, ownVoice, start } = await setUpChime();
		const show = await start();
		await clock.step(ARRIVAL_MS - 1);
		expect(ownVoice.done).toEqual([]);
		await clock.step(5000);
		expect(ownVoice.deeds).toEqual(WHOLE_CHIME);
		const times = ownVoice.done.map(([atMs]) => atMs);
		const [unmutedMs = 0, firstMs = 0] = times;
		expect(unmutedMs).toBe(ARRIVAL_MS);
		// The server hears of it a little later than the gateway.
		expect(firstMs - unmutedMs).toBeGreaterThanOrEqual(60 + 100);
		expect(times.slice(1, 16).map((atMs) => atMs - firstMs)).toEqual(
			Array.from({ length: 15 }, (_, frame) => frame * 20),
		);
		// The last silence frame has passed when the server lets nothing through any more.
		expect((times.at(-1) ?? 0) - (times[15] ?? 0)).toBeGreaterThanOrEqual(200);
		expect(ownVoice.isSelfMuted).toBe(true);
		await show.close({ cause: 'stopped' });
	});

	test('is not heard where nobody, or nobody but bots, is in the channel', async () => {
		const { clock, go, ownVoice, putAda, start } = await setUpChime();
		putAda(undefined);
		await start();
		go(MUSIC_BOT, CHANNEL);
		await clock.step(40_000);
		expect(ownVoice.done).toEqual([]);
		go(BEN, CHANNEL);
		await clock.step(ARRIVAL_MS / 2);
		go(BEN, null);
		await clock.step(5000);
		expect(ownVoice.done).toEqual([]);
	});

	test('waits for what is still to come: the file, the connection, its keys', async () => {
		const { clock, ownVoice, source, start } = await setUpChime({ frames: undefined });
		ownVoice.isReady = false;
		await start();
		await clock.step(5000);
		source.frames = FRAMES;
		await clock.step(5000);
		expect(ownVoice.done).toEqual([]);
		ownVoice.isReady = true;
		await clock.step(2000);
		expect(ownVoice.deeds).toEqual(WHOLE_CHIME);
	});
});

describe('who comes into the channel', () => {
	test('hears one of their own, and all who come within 30 s one together', async () => {
		const { clock, go, ownVoice, start } = await setUpChime();
		await start();
		await clock.step(5000);
		const [firstMs = 0] = beginnings(ownVoice);
		go(BEN, CHANNEL);
		await clock.step(10_000);
		go(CARL, CHANNEL);
		await clock.step(30_000);
		const [, secondMs = 0, ...more] = beginnings(ownVoice);
		expect(secondMs - firstMs).toBe(30_000);
		expect(more).toEqual([]);
		go(BEN, null);
		go(BEN, CHANNEL);
		await clock.step(60_000);
		expect(beginnings(ownVoice).slice(2)).toHaveLength(1);
	});

	test('hears none where they have left again before its time', async () => {
		const { clock, go, ownVoice, start } = await setUpChime();
		await start();
		await clock.step(5000);
		go(BEN, CHANNEL);
		await clock.step(5000);
		go(BEN, OTHER_CHANNEL);
		await clock.step(60_000);
		expect(beginnings(ownVoice)).toHaveLength(1);
	});
});

describe('while somebody speaks', () => {
	test('it waits for a pause, but not for that of a bot, and not for ever', async () => {
		const { clock, go, ownVoice, say, start } = await setUpChime();
		await start();
		for (let second = 0; second < 5; second += 0.1) {
			say(ADA);
			await clock.step(100);
		}
		expect(ownVoice.done).toEqual([]);
		for (let second = 0; second < 2; second += 0.1) {
			say(MUSIC_BOT);
			await clock.step(100);
		}
		expect(ownVoice.deeds).toEqual(WHOLE_CHIME);
		await clock.step(30_000);
		go(BEN, CHANNEL);
		for (let second = 0; second < 40; second += 0.1) {
			say(BEN);
			await clock.step(100);
		}
		await clock.step(60_000);
		expect(ownVoice.deeds).toEqual(WHOLE_CHIME);
	});

	test('it is broken off, and comes once more after 30 s', async () => {
		const { clock, ownVoice, reach, say, start } = await setUpChime();
		await start();
		const breakOff = async (times: number) => {
			const { length } = ownVoice.done;
			await reach('frame 3', times);
			say(ADA);
			await clock.step(1000);
			expect(ownVoice.deeds.slice(length)).toEqual([
				...['unmute', 'frame 0', 'frame 1', 'frame 2', 'frame 3'],
				...Array<string>(5).fill('silence'),
				...['stop', 'mute'],
			]);
			expect(ownVoice.isSelfMuted).toBe(true);
		};
		await breakOff(1);
		await breakOff(2);
		const [firstMs = 0, secondMs = 0] = beginnings(ownVoice);
		expect(secondMs - firstMs).toBe(30_000);
		await clock.step(90_000);
		expect(beginnings(ownVoice)).toHaveLength(2);
	});
});

describe('a chime that cannot go on', () => {
	test('ends muted where the show does', async () => {
		const { clock, ownVoice, reach, start } = await setUpChime();
		const show = await start();
		await reach('frame 3');
		const closing = show.close({ cause: 'stopped' });
		await clock.step(100);
		await closing;
		expect(ownVoice.deeds.slice(-2)).toEqual(['stop', 'mute']);
		const { length } = ownVoice.done;
		await clock.step(60_000);
		expect(ownVoice.done).toHaveLength(length);
		expect(clock.pendingTimers).toBe(0);
	});

	test('ends muted where the bot is moved or its connection drops, and comes after 30 s', async () => {
		const { clock, ownVoice, putAda, reach, start, voice } = await setUpChime();
		await start();
		await reach('frame 3');
		putAda(OTHER_CHANNEL);
		ownVoice.channelId = OTHER_CHANNEL;
		voice.moveTo(OTHER_CHANNEL);
		await clock.step(20);
		expect(ownVoice.deeds.at(-1)).toBe('mute');
		await reach('frame 0', 2);
		ownVoice.isReady = false;
		await clock.step(20);
		expect(ownVoice.deeds.slice(-3)).toEqual(['frame 0', 'stop', 'mute']);
		const [firstMs = 0, secondMs = 0] = beginnings(ownVoice);
		expect(secondMs - firstMs).toBe(30_000);
	});

	test('is given up where Discord does not unmute the bot', async () => {
		const { clock, ownVoice, start } = await setUpChime();
		ownVoice.isAnswered = false;
		await start();
		await clock.step(120_000);
		expect(new Set(ownVoice.deeds)).toEqual(new Set(['unmute', 'mute']));
		expect(ownVoice.deeds.length).toBeLessThan(20);
		expect(ownVoice.deeds.at(-1)).toBe('mute');
	});
});

test.each(['serverMute', 'suppress'] as const)(
	'a bot that may not speak tries nothing, until it may: %s',
	async (obstacle) => {
		const { clock, go, own, ownVoice, start } = await setUpChime();
		own[obstacle] = true;
		await start();
		await clock.step(40_000);
		expect(ownVoice.done).toEqual([]);
		own[obstacle] = false;
		go(BEN, CHANNEL);
		await clock.step(3000);
		expect(ownVoice.deeds).toEqual(WHOLE_CHIME);
	},
);

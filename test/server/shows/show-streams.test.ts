import { describe, expect, test } from 'vitest';
import type { LiveShow } from '../../../src/server/shows/served-shows.js';
import { readOggPages } from '../../support/ogg-pages.js';
import { ShownShows, shownShow } from '../../support/shown-shows.js';
import { amplitudeAt, encode, toDb, tone } from '../../support/signal.js';
import { decodeAudio, hasTools } from '../../support/tools.js';
import { until } from '../../support/until.js';
import { ServerFixture } from '../server-fixture.js';
import { Show, StreamClient } from '../streams/stream-fixture.js';

const SECOND = 48_000;
const MP3_FRAME_BYTES = 384;
const { guildId, key } = shownShow().profile;
const hasFfmpeg = hasTools('ffmpeg');
const TAIL = Array<Uint8Array>(5).fill(Uint8Array.of(0xf8, 0xff, 0xfe));
const spoken = (hz: number) => [...encode(tone({ hz, peak: 0.25, durationMs: 1500 })), ...TAIL];
const FIRST = spoken(440);
const SECOND_SHOW = spoken(880);

type Format = 'mp3' | 'ogg';

/** Seconds of audio that have come. */
function secondsOf(client: StreamClient, format: Format): number {
	return format === 'mp3'
		? (client.body.length / MP3_FRAME_BYTES) * 0.024
		: (readOggPages(client.body).at(-1)?.granule ?? 0) / SECOND;
}

class Station {
	readonly shown = new ShownShows(shownShow());
	fixture!: ServerFixture;

	static async start(limits = {}): Promise<Station> {
		const station = new Station();
		station.fixture = await ServerFixture.start({ shows: station.shown, limits });
		return station;
	}

	/** Resolves when the stream has begun. */
	async listen(format: Format, query = '', headers: string[] = []): Promise<StreamClient> {
		const target = `/s/harbour/live.${format}?burst=0${query}`;
		const client = StreamClient.open(this.fixture.server.url, `GET ${target} HTTP/1.1`, headers);
		await until(() => client.body.length).toBeGreaterThan(0);
		this.#startedS = this.fixture.clock.nowMs() / 1000;
		return client;
	}

	/** A show goes on air, open to everybody unless it is said otherwise. */
	async goOnAir({ visibility = 'public' }: { visibility?: LiveShow['visibility'] } = {}) {
		const show = await Show.start(this.fixture);
		await this.fixture.change(show.id, { visibility, title: 'Evening' });
		return { show, tell: () => this.tell(show, visibility) };
	}

	tell({ id }: Show, visibility: LiveShow['visibility']): void {
		const common = { title: 'Evening', hostName: 'Ada', sinceEpochMs: 1, guid: 'guid' };
		this.shown.change(guildId, { live: { ...common, podcastId: id, visibility } });
	}

	async goOffAir(show: Show): Promise<void> {
		show.sender.webSocket.close(1000);
		await until(() => this.fixture.server.stats().podcasts.length).toBe(0);
		this.shown.change(guildId, { live: undefined });
	}

	/** Lets time go by, until as much of it has come. */
	async pass(client: StreamClient, format: Format, ms: number): Promise<void> {
		await this.fixture.clock.step(ms);
		await this.caughtUp(client, format);
	}

	/** An encoder may hold some frames back, and the programme waits 300 ms for what is late. */
	async caughtUp(client: StreamClient, format: Format): Promise<void> {
		await until(() => secondsOf(client, format)).toBeGreaterThan(
			this.fixture.clock.nowMs() / 1000 - this.#startedS - 0.15,
		);
	}

	get startedS(): number {
		return this.#startedS;
	}

	#startedS = 0;
}

/** Levels of a tone in each tenth of a second. */
function levelsDb(hz: number, samples: Float32Array): number[] {
	const step = SECOND / 10;
	return Array.from({ length: Math.floor(samples.length / step) }, (_, index) =>
		toDb(amplitudeAt(hz, samples.subarray(index * step, (index + 1) * step))),
	);
}

/** Where a tone is heard, in tenths of a second: the first and the last. */
function heardAt(hz: number, samples: Float32Array): [first: number, last: number] {
	const levels = levelsDb(hz, samples);
	const isLoud = (level: number) => level > -18;
	return [levels.findIndex(isLoud), levels.findLastIndex(isLoud)];
}

describe.runIf(hasFfmpeg)('a stream of a show', () => {
	test.each([
		['mp3', 'alone'],
		['mp3', 'beside somebody whose encoder runs already'],
		['ogg', 'alone'],
	] as const)(
		'goes on in %s from one show over silence to the next, %s',
		async (format, company) => {
			const station = await Station.start();
			const { fixture } = station;
			station.begin();
			const client = station.listen(format);
			await station.pass(client, format, 1000);
			const first = await station.goOnAir();
			first.tell();
			await first.show.play(FIRST);
			await station.pass(client, format, 600);
			await station.goOffAir(first.show);
			await station.pass(client, format, 1000);
			const second = await station.goOnAir();
			if (company !== 'alone') {
				const other = second.show.listen('live.mp3');
				await second.show.play(SECOND_SHOW.slice(0, 20));
				await until(() => other.body.length / MP3_FRAME_BYTES).toBeGreaterThan(100);
				await station.caughtUp(client, format);
			}
			second.tell();
			await second.show.play(SECOND_SHOW.slice(20));
			await station.pass(client, format, 600);
			expect(client.socket.destroyed).toBe(false);
			const tookS = secondsOf(client, format);
			client.socket.destroy();

			const { samples, stderr } = await decodeAudio(client.body, format);
			expect(stderr.replace(/.*Estimating duration from bitrate.*\n/, '')).toBe('');
			const [firstBegin, firstEnd] = heardAt(440, samples);
			const [secondBegin, secondEnd] = heardAt(880, samples);
			// On the wire: 300 ms until a frame has its place, some more in the encoder.
			expect(firstBegin).toBeGreaterThanOrEqual(10);
			expect(firstBegin).toBeLessThanOrEqual(20);
			expect(firstEnd - firstBegin).toBeGreaterThanOrEqual(13);
			expect(secondBegin - firstEnd).toBeGreaterThanOrEqual(10);
			expect(secondBegin - firstEnd).toBeLessThanOrEqual(30);
			expect(secondEnd - secondBegin).toBeGreaterThanOrEqual(9);
			// Nothing but the two tones, and silence between them.
			expect(samples.reduce((peak, each) => Math.max(peak, Math.abs(each)), 0)).toBeLessThan(0.32);
			const between = samples.subarray((firstEnd + 3) * 4800, (secondBegin - 1) * 4800);
			expect(between.every((each) => Math.abs(each) < 0.001)).toBe(true);
			expect(Math.abs(samples.length / SECOND - tookS)).toBeLessThan(0.2);
			expect(Math.abs(tookS - (fixture.clock.nowMs() / 1000 - station.startedS))).toBeLessThan(0.5);
			if (format === 'ogg') {
				const pages = readOggPages(client.body);
				expect(pages.filter(({ isFirst }) => isFirst)).toHaveLength(1);
				expect(pages.map(({ sequence }) => sequence)).toEqual(pages.map((_, index) => index));
			} else {
				for (let start = 0; start + 4 <= client.body.length; start += MP3_FRAME_BYTES) {
					expect(client.body.readUInt16BE(start), `frame at ${start}`).toBe(0xfffb);
				}
			}
		},
	);
});

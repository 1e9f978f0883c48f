// A show with an address of its own, on a server whose clock the test steps, and who hears it: there,
// or at an edge.
import type { LiveShow } from '../../../src/server/shows/served-shows.js';
import { readOggPages } from '../../support/ogg-pages.js';
import { type ShownShow, ShownShows, shownShow } from '../../support/shown-shows.js';
import { encode, tone } from '../../support/signal.js';
import { until } from '../../support/until.js';
import { ClusterFixture } from '../cluster/cluster-fixture.js';
import { ServerFixture } from '../server-fixture.js';
import { Show, StreamClient } from '../streams/stream-fixture.js';

/** Samples of a second. */
export const SECOND = 48_000;
/** At 128 kbit/s. */
export const MP3_FRAME_BYTES = 384;
/** The guild of the show, and what opens it while it is unlisted. */
export const { guildId: GUILD_ID, key: KEY } = shownShow().profile;

const TAIL = Array<Uint8Array>(5).fill(Uint8Array.of(0xf8, 0xff, 0xfe));

/** A tone of a second and a half, as a member speaks: silence ends it. */
export const spoken = (hz: number) => [
	...encode(tone({ hz, peak: 0.25, durationMs: 1500 })),
	...TAIL,
];

/** Where listeners are: at the show's own server, or at another one. */
export const PLACES = ['here', 'at an edge'] as const;

/** How a stream is packed. */
export type Format = 'mp3' | 'ogg';

/** Seconds of audio that have come. */
export function secondsOf(client: StreamClient, format: Format): number {
	return format === 'mp3'
		? (client.body.length / MP3_FRAME_BYTES) * 0.024
		: (readOggPages(client.body).at(-1)?.granule ?? 0) / SECOND;
}

/** One show's station. */
export class Station {
	readonly shown = new ShownShows();
	/** The show's own server. */
	fixture!: ServerFixture;
	/** The one that listeners come to. */
	hearing!: ServerFixture;

	/** A public show, off air, unless it is said otherwise. */
	static async start(
		show: ShownShow = {},
		limits = {},
		{ hls = {}, place = 'here' }: { hls?: object; place?: (typeof PLACES)[number] } = {},
	): Promise<Station> {
		const station = new Station();
		station.shown.put(shownShow(show));
		const options = { limits, hls };
		if (place === 'here') {
			station.fixture = await ServerFixture.start({ ...options, shows: station.shown });
			station.hearing = station.fixture;
		} else {
			const cluster = new ClusterFixture();
			station.fixture = (await cluster.origin({ ...options, shows: station.shown })).fixture;
			station.hearing = (await cluster.edge(options)).fixture;
		}
		return station;
	}

	/** Resolves when the stream has begun. */
	async listen(format: Format, query = '', headers: string[] = []): Promise<StreamClient> {
		const target = `/s/harbour/live.${format}?burst=0${query}`;
		const client = StreamClient.open(this.hearing.server.url, `GET ${target} HTTP/1.1`, headers);
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
		this.shown.change(GUILD_ID, { live: { ...common, podcastId: id, visibility } });
	}

	async goOffAir(show: Show): Promise<void> {
		show.sender.webSocket.close(1000);
		await until(() => this.fixture.server.stats().podcasts.length).toBe(0);
		await until(() => this.hearing.server.stats().podcasts.length).toBe(0);
		this.shown.change(GUILD_ID, { live: undefined });
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

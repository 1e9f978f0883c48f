// A nats-server that stands still and goes on: the kernel has held what was said meanwhile, and
// nobody hears it late.
import { describe, expect, test } from 'vitest';
import { packetNumber } from '../../server/server-fixture.js';
import { Show, StreamClient } from '../../server/streams/stream-fixture.js';
import { HAS_NATS_SERVER } from '../../support/nats-server.js';
import { amplitudeAt, encode, toDb, tone } from '../../support/signal.js';
import { SteppedClock } from '../../support/stepped-clock.js';
import { decodeAudio, hasTools } from '../../support/tools.js';
import { until } from '../../support/until.js';
import { joinServer, startNats, untilFindable } from './servers-on-nats.js';

const FRAMES = 50;
const HELD_MS = 3000;

const spoken = (hz: number) => encode(tone({ hz, peak: 0.25, durationMs: FRAMES * 20 }));

/** The loudest tenth of a second. */
function loudestDb(hz: number, samples: Float32Array): number {
	const step = 4800;
	let loudest = Number.NEGATIVE_INFINITY;
	for (let start = 0; start + step <= samples.length; start += step) {
		const amplitude = amplitudeAt(hz, samples.subarray(start, start + step));
		loudest = Math.max(loudest, toDb(Math.max(1e-6, amplitude)));
	}
	return loudest;
}

describe.skipIf(!HAS_NATS_SERVER || !hasTools('ffmpeg'))('a nats-server that stood still', () => {
	test('hands on what it held, and nobody hears any of it', async () => {
		const clock = new SteppedClock();
		const nats = await startNats();
		const origin = await joinServer(nats, 'origin', { clock, isEdgeOnly: false });
		const edge = await joinServer(nats, 'edge', { clock });
		const show = await Show.start(origin.fixture);
		await untilFindable(nats, show.id);
		const receiver = edge.fixture.receiver(show.id);
		await receiver.next();
		const path = show.path('live.ogg');
		const player = StreamClient.open(edge.fixture.server.url, `GET ${path} HTTP/1.1`);
		const relayed = () => edge.fixture.server.stats().relay?.edge[0];
		await until(() => origin.fixture.server.stats().relay?.origin[0]?.listeners).toBe(1);
		await until(() => edge.fixture.server.stats().podcasts[0]?.listeners).toBe(2);
		await until(() => player.body.length).toBeGreaterThan(0);

		// Each comes before the next one's time: the way is real, and the clock is not.
		const relay = async (frames: readonly Uint8Array[]) => {
			for (const frame of frames) {
				const before = relayed()?.packetsReceived ?? 0;
				show.send(frame);
				await until(() => relayed()?.packetsReceived).toBe(before + 1);
				await clock.step(20);
			}
		};
		await relay(spoken(440));
		nats.hold(true);
		await show.play(spoken(880));
		await clock.step(HELD_MS);
		nats.hold(false);
		await until(() => relayed()?.packetsLost).toBe(FRAMES);
		await relay(spoken(440));
		await clock.step(1000);

		const numbers: number[] = [];
		while (numbers.length < 2 * FRAMES) {
			const packet = await receiver.next();
			if (packet[0] === 1) {
				numbers.push(packetNumber(packet));
			}
		}
		const [first = 0] = numbers;
		const held = numbers.filter(
			(number) => number >= first + FRAMES && number < first + 2 * FRAMES,
		);
		expect(held).toEqual([]);
		const heardS = () => player.body.length;
		await until(heardS).toBeGreaterThan(FRAMES);
		player.socket.destroy();
		const { samples } = await decodeAudio(player.body, 'ogg');
		expect(loudestDb(440, samples)).toBeGreaterThan(-20);
		expect(loudestDb(880, samples)).toBeLessThan(-40);
	});
});

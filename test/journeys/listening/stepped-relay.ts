// A show that is played into the other guild, where everything is real but time, which is stepped.
import { onTestFinished } from 'vitest';
import { countedFrames } from '../../support/fake-discord/counted-frames.js';
import type { FakeDiscordOptions } from '../../support/fake-discord/fake-discord.js';
import type { ReceivedFrame, SentPacket } from '../../support/fake-discord/voice/media-record.js';
import { SteppedClock } from '../../support/stepped-clock.js';
import { startOn } from '../../support/stepped-end.js';
import { goOnAir } from '../../support/studio.js';
import { until } from '../../support/until.js';
import { linkOf, loungeSession, playInLounge, startListeningStudio } from './listening-studio.js';

/** What a frame lasts. */
export const FRAME_MS = 20;
/** The same by RTP's clock. */
export const FRAME_TICKS = 960;
const TICKS_PER_MS = FRAME_TICKS / FRAME_MS;

/** A packet of the host's speech, which has not left the voice server yet. */
export interface KeptPacket extends SentPacket {
	datagram: Uint8Array;
}

/** A frame that came into the lounge, and when that was by the stepped clock. */
export interface HeardFrame extends ReceivedFrame {
	atMs: number;
}

/** A turn of the event loop: what is under way on loopback comes on. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Starts it; when it is ready, nothing is being played. */
export async function startSteppedRelay(discord: FakeDiscordOptions = {}) {
	const clock = new SteppedClock();
	const studio = await startOn(clock, () => startListeningStudio({ clock, discord }));
	let isOver = false;
	onTestFinished(() => {
		isOver = true;
	});
	const { id } = await goOnAir(studio);
	await playInLounge(studio, await linkOf(studio, id));
	const source = await studio.discord.voice.ready(studio.account, studio.guild);
	const lounge = await loungeSession(studio);
	const [listening] = studio.listenings.in(studio.audience.guild.id);
	if (!listening) {
		throw new Error('Expected the podcast to be played');
	}
	const taken = () => {
		const { played, unsent } = listening.counts.playout;
		return played - unsent;
	};

	/** The packets of what the host says from now on. */
	const say = async (frames: readonly Uint8Array[], trailingSilence = 0): Promise<KeptPacket[]> => {
		const datagrams: Uint8Array[] = [];
		source.packetHook = (datagram) => {
			datagrams.push(datagram);
			return [];
		};
		const timestamp = (clock.nowMs() * TICKS_PER_MS) >>> 0;
		const speech = await studio.host.speak(frames, { speed: 1000, timestamp, trailingSilence });
		return speech
			.sentTo(studio.account)
			.map((packet, index) => ({ ...packet, datagram: datagrams[index] as Uint8Array }));
	};

	/**
	 * Lets packets come, one each 20 ms, and nothing where one is undefined; then as much time as
	 * is left of the duration.
	 */
	const play = async (
		packets: readonly (KeptPacket | undefined)[],
		durationMs: number,
	): Promise<HeardFrame[]> => {
		const heard: HeardFrame[] = [];
		for (let index = 0; index * FRAME_MS < durationMs; index++) {
			const packet = packets[index];
			const before = { opened: listening.counts.podcast.opened, taken: taken() };
			const { length } = lounge.received;
			if (packet) {
				source.sendRaw(packet.datagram);
				while (!isOver && listening.counts.podcast.opened === before.opened) {
					await turn();
				}
			}
			await clock.step(FRAME_MS);
			while (!isOver && lounge.received.length - length < taken() - before.taken) {
				await turn();
			}
			heard.push(
				...lounge.received.slice(length).map((each) => ({ ...each, atMs: clock.nowMs() })),
			);
		}
		return heard;
	};

	// What is encrypted is so when a frame has come out at the other end. What was said until then
	// is on its way before a last one.
	const [first, last] = countedFrames(2, 240) as [Uint8Array, Uint8Array];
	const isHeard = async (frame: Uint8Array) => {
		await clock.step(1000);
		return lounge.received.some(({ opus }) => Buffer.from(frame).equals(opus));
	};
	await until(async () => {
		await studio.host.speak([first], { trailingSilence: 0 });
		return isHeard(first);
	}).toBe(true);
	await studio.host.speak([last], { trailingSilence: 0 });
	await until(() => isHeard(last)).toBe(true);
	await until(() => lounge.speaking).toBe(0);
	return { clock, lounge, play, say, studio };
}

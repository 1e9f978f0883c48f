// A show that is played into the other guild, where everything is real but time, which is stepped.
import { expect, onTestFinished } from 'vitest';
import type { Listening } from '../../../src/listening/listening.js';
import { countedFrames } from '../../support/fake-discord/counted-frames.js';
import type { FakeDiscordOptions } from '../../support/fake-discord/fake-discord.js';
import type { ReceivedFrame, SentPacket } from '../../support/fake-discord/voice/media-record.js';
import type { VoiceSession } from '../../support/fake-discord/voice/voice-session.js';
import { LIMIT_MS } from '../../support/limit.js';
import { SteppedClock } from '../../support/stepped-clock.js';
import { startOn } from '../../support/stepped-end.js';
import { goOnAir, type Studio } from '../../support/studio.js';
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

/** Where it is played: what the bot knows of it, and what comes into the channel. */
export interface PlayedPlace {
	listening: Listening;
	session: VoiceSession;
}

/** Starts it; when it is ready, nothing is being played. */
export async function startSteppedRelay(discord: FakeDiscordOptions = {}) {
	const clock = new SteppedClock();
	const studio = await startOn(clock, () => startListeningStudio({ clock, discord }));
	const { id } = await goOnAir(studio);
	await playInLounge(studio, await linkOf(studio, id));
	const lounge = await loungeSession(studio);
	const [listening] = studio.listenings.in(studio.audience.guild.id);
	if (!listening) {
		throw new Error('Expected the podcast to be played');
	}
	const places = [{ listening, session: lounge }];
	const { play, say } = await stepSpeech({ clock, places, studio });
	const playInOne = async (...parts: Parameters<typeof play>): Promise<HeardFrame[]> =>
		(await play(...parts)).flat();
	return { clock, lounge, play: playInOne, say, studio };
}

/** Has what the host says come by the stepped clock; when it resolves, nothing is being played. */
export async function stepSpeech(parts: {
	clock: SteppedClock;
	places: readonly PlayedPlace[];
	studio: Studio;
}) {
	const { clock, places, studio } = parts;
	let isOver = false;
	onTestFinished(() => {
		isOver = true;
	});
	const source = await studio.discord.voice.ready(studio.account, studio.guild);

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

	/** Resolves when it is so at each place; polled at each turn, for a frame has several of them. */
	const everywhere = async (isSo: (place: PlayedPlace, index: number) => boolean) => {
		const limitMs = performance.now() + LIMIT_MS;
		while (!isOver && !places.every(isSo)) {
			expect(performance.now(), JSON.stringify(places.map(countsOf))).toBeLessThan(limitMs);
			await turn();
		}
	};

	/**
	 * Lets packets come, one each 20 ms, and nothing where one is undefined; then as much time as
	 * is left of the duration.
	 *
	 * @returns what is heard at each place
	 */
	const play = async (
		packets: readonly (KeptPacket | undefined)[],
		durationMs: number,
	): Promise<HeardFrame[][]> => {
		const heard = places.map((): HeardFrame[] => []);
		for (let index = 0; index * FRAME_MS < durationMs; index++) {
			const packet = packets[index];
			const before = places.map((place) => ({
				opened: place.listening.counts.podcast.opened,
				received: place.session.received.length,
				unreceived: unreceived(place),
			}));
			if (packet) {
				source.sendRaw(packet.datagram);
				await everywhere(
					({ listening }, at) => listening.counts.podcast.opened !== before[at]?.opened,
				);
			}
			await clock.step(FRAME_MS);
			await everywhere((place, at) => unreceived(place) <= (before[at]?.unreceived ?? 0));
			for (const [at, { session }] of places.entries()) {
				const newer = session.received.slice(before[at]?.received);
				heard[at]?.push(...newer.map((frame) => ({ ...frame, atMs: clock.nowMs() })));
			}
		}
		return heard;
	};

	// What is encrypted is so when a frame has come out at the other end. What was said until then
	// is on its way before a last one.
	const [first, last] = countedFrames(2, 240) as [Uint8Array, Uint8Array];
	const isHeard = async (frame: Uint8Array) => {
		await clock.step(1000);
		return places.every(({ session }) =>
			session.received.some(({ opus }) => Buffer.from(frame).equals(opus)),
		);
	};
	await until(async () => {
		await studio.host.speak([first], { trailingSilence: 0 });
		return isHeard(first);
	}).toBe(true);
	await studio.host.speak([last], { trailingSilence: 0 });
	await until(() => isHeard(last)).toBe(true);
	await until(() => places.every(({ session }) => session.speaking === 0)).toBe(true);
	return { play, say };
}

function countsOf({ listening, session }: PlayedPlace) {
	const { playout, podcast } = listening.counts;
	return { playout, podcast, received: session.received.length, isEnded: session.isEnded };
}

/** Frames that were handed to Discord's library, and have not come into the channel. */
function unreceived({ listening, session }: PlayedPlace): number {
	const { played, unsent } = listening.counts.playout;
	return played - unsent - session.received.length;
}

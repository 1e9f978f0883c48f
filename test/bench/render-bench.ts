// What an hour of a recording costs to render, beside its codecs alone.
import { join } from 'node:path';
import { SILENCE_FRAME } from '../../src/media/opus-packet.js';
import { readOggOpus } from '../support/speech/ogg-opus.js';
import { MeasuredProcess } from './measured-process.js';
import type { RenderResult, RenderSetup } from './measured-render.js';
import type { Rounds } from './rounds.js';
import type { Row } from './table.js';

const SPEECH = join(import.meta.dirname, '../support/speech');

const SPEAKERS = 4;
const TICKS_PER_SECOND = 50;

/** Each speaks for six seconds, and the next one begins while a tenth of it is left. */
const TURN_TICKS = 6 * TICKS_PER_SECOND;
const OVERLAP_TICKS = TURN_TICKS / 10;

const VARIANTS = ['render, Opus', 'render, MP3', 'render, both', 'render, bare codecs'] as const;

const OPUS_AIM_S = 15;
const MP3_AIM_S = 90;
const RATIO_AIM = 1.3;

/** Adds rendering to the rounds; the rows are there when those are over. */
export function planRender(rounds: Rounds, { minutes }: { minutes: number }): () => Row[] {
	const setup: RenderSetup = { tracks: makeConversation(minutes * 60 * TICKS_PER_SECOND) };
	rounds.add(VARIANTS, async () => {
		const measured = await MeasuredProcess.start<RenderResult>('measured-render', setup);
		await measured.stop();
		const { both, bothFloor, mp3, opus } = measured.result;
		return [opus, mp3, both, bothFloor];
	});
	const what = `1 h of ${SPEAKERS} speakers, 10 % overlap (${minutes} min measured)`;
	const [opus, mp3, both, floor] = VARIANTS;
	const row = (name: string, variant: string) => ({
		what: `${what}: ${name}`,
		unit: 's CPU',
		measured: rounds.summary(variant),
	});
	return () => [
		{ ...row('episode.opus beside the MP3', opus), aim: OPUS_AIM_S },
		{ ...row('measuring and episode.mp3', mp3), aim: MP3_AIM_S },
		{
			...row('all, beside bare codecs', both),
			floor: rounds.summary(floor),
			ratio: rounds.ratio(both, floor),
			aim: RATIO_AIM,
		},
	];
}

/** Speakers take turns, each on a track of their own. */
function makeConversation(ticks: number): Uint8Array[][] {
	const voices = ['voice-a', 'voice-b', 'voice-c'].map((name) =>
		readOggOpus(join(SPEECH, `${name}.opus`)),
	);
	const tracks = Array.from({ length: SPEAKERS }, () =>
		Array<Uint8Array>(ticks).fill(SILENCE_FRAME),
	);
	let turn = 0;
	for (let start = 0; start < ticks; start += TURN_TICKS - OVERLAP_TICKS) {
		const voice = voices[turn % voices.length] as Uint8Array[];
		const from = (turn * TICKS_PER_SECOND) % (voice.length - TURN_TICKS);
		const track = tracks[turn % SPEAKERS] as Uint8Array[];
		for (let tick = 0; tick < TURN_TICKS && start + tick < ticks; tick++) {
			track[start + tick] = voice[from + tick] as Uint8Array;
		}
		turn += 1;
	}
	return tracks;
}

// What a frame costs to record, with ten members who talk without a pause.
import { join } from 'node:path';
import { isSilence } from '../../src/media/opus-packet.js';
import { readOggOpus } from '../support/speech/ogg-opus.js';
import { MeasuredProcess } from './measured-process.js';
import type { RecorderResult, RecorderSetup } from './measured-recorder.js';
import type { Rounds } from './rounds.js';
import type { Row } from './table.js';

const SPEECH_FILE = join(import.meta.dirname, '../support/speech/voice-a.opus');
const MEMBERS = 10;
const VARIANTS = ['recorder', 'recorder, bare writes'] as const;
const AIM_US = 5;

/** Adds the recorder to the rounds; the row is there when those are over. */
export function planRecorder(rounds: Rounds, { seconds }: { seconds: number }): () => Row[] {
	const speech = readOggOpus(SPEECH_FILE).filter((frame) => !isSilence(frame));
	const setup: RecorderSetup = { speech, members: MEMBERS, seconds };
	rounds.add(VARIANTS, async () => {
		const measured = await MeasuredProcess.start<RecorderResult>('measured-recorder', setup);
		await measured.stop();
		const { floor, recorder } = measured.result;
		return [recorder, floor];
	});
	const [recorder, floor] = VARIANTS;
	return () => [
		{
			what: `recorder, ${MEMBERS} members talking (${seconds} s of it)`,
			unit: 'us CPU a frame',
			measured: rounds.summary(recorder),
			floor: rounds.summary(floor),
			aim: AIM_US,
		},
	];
}

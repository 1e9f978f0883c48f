// How loud a voice is for a show: measured against what the mix brings all voices to.
import { MAX_GAIN_DB, TARGET_LUFS } from '../../audio/mix/automatic-gain.js';

/** What is to be said of a voice that is heard. */
export type VoiceLevel = 'fine' | 'too quiet' | 'too loud' | 'clipping';

/** Below, the mix cannot bring a voice to the loudness of the others. */
const TOO_QUIET_LUFS = TARGET_LUFS - MAX_GAIN_DB;

/** Peaks of speech are some 12 dB above its loudness: from here on they reach full scale. */
const TOO_LOUD_LUFS = -12;

/** Once is a knock on the table. */
const CLIPPING_FRAMES = 5;

/**
 * Judges a voice.
 *
 * @param clippedFrames - frames of 20 ms with several samples at full scale
 */
export function judgeLevel(lufs: number, clippedFrames: number): VoiceLevel {
	if (clippedFrames >= CLIPPING_FRAMES) {
		return 'clipping';
	}
	if (lufs > TOO_LOUD_LUFS) {
		return 'too loud';
	}
	return lufs < TOO_QUIET_LUFS ? 'too quiet' : 'fine';
}

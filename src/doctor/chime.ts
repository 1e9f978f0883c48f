// Can voices be decoded and mixed, can the chime be played that says in a channel that it is on air,
// and is ffmpeg there for it and for downloads?
import type { BotSurroundings } from '../config/bot-settings.js';
import { describeError } from '../error-text.js';
import { ConfigError } from '../errors.js';
import { MAX_CHIME_MS, readChimeFile } from '../media/chime/chime-file.js';
import { findFfmpeg } from '../media/chime/ffmpeg.js';
import { opusLibrary } from '../media/opus/opus-library.js';
import { FRAME_DURATION_MS } from '../media/pcm.js';
import { BUSY_MACHINE_TIMEOUT_MS, type Check, fail, ok, skip, warn } from './check.js';
import { hasRecordings } from './data-dir.js';

const WHEN_SILENT = 'the machine is too busy, or the disk does not answer';

type ChimeSettings = Pick<BotSurroundings, 'chimeFile' | 'hasChime'>;

/** What there is no download of without ffmpeg. */
const RECORDINGS_NEED = 'FLAC, WAV and M4A of recordings need it';

/** Says which library mixes voices, and with which of its code. */
export const opusCheck: Check = {
	name: 'opus',
	whenSilent: WHEN_SILENT,
	async run() {
		try {
			const { code, name } = opusLibrary();
			return code === 'simd'
				? ok(name)
				: ok(
						`${name}: mixing costs a fifth more; a virtual machine may hide what its processor has`,
					);
		} catch (error) {
			return fail(`libopus cannot be loaded (${describeError(error)})`, 'install the program anew');
		}
	},
};

/** A chime of one's own may need it, and some downloads; MP3 is encoded by a library here. */
export function ffmpegCheck(
	{ chimeFile, hasChime, recording }: ChimeSettings & Pick<BotSurroundings, 'recording'>,
	dataDir: string,
): Check {
	const hasOwnChime = hasChime && chimeFile !== undefined;
	return {
		name: 'ffmpeg',
		whenSilent: WHEN_SILENT,
		limitMs: BUSY_MACHINE_TIMEOUT_MS,
		async run(signal) {
			const isRecording = recording.isDefault || (await hasRecordings(dataDir));
			try {
				const version = await findFfmpeg(signal);
				if (version === undefined) {
					return isRecording
						? warn(`not installed: ${RECORDINGS_NEED}`, 'install it where those are wanted')
						: skip('not installed: only a CHIME_FILE that is no Ogg Opus needs it');
				}
				return isRecording || hasOwnChime
					? ok(`version ${version} is installed`)
					: skip(`not needed without a CHIME_FILE; version ${version} is installed`);
			} catch (error) {
				return warn(
					`it is installed and cannot be run (${describeError(error)})`,
					isRecording ? RECORDINGS_NEED : 'only a CHIME_FILE that is no Ogg Opus needs it',
				);
			}
		},
	};
}

/** Reads the chime as the bot would. */
export function chimeCheck({ chimeFile: file, hasChime }: ChimeSettings): Check {
	return {
		name: 'chime',
		whenSilent: WHEN_SILENT,
		limitMs: BUSY_MACHINE_TIMEOUT_MS,
		async run(signal, clock) {
			if (!hasChime) {
				return skip('off, by CHIME=false');
			}
			const whose = file ?? 'the bot’s own';
			try {
				const { ffmpeg, frames, isCut } = await readChimeFile({ file, clock, signal });
				const seconds = (frames.length * FRAME_DURATION_MS) / 1000;
				const way = ffmpeg === undefined ? 'sent as it is' : `coded anew by ffmpeg ${ffmpeg}`;
				return isCut
					? warn(`CHIME_FILE: ${whose} is longer than ${MAX_CHIME_MS / 1000} s, and is cut there`)
					: ok(`${whose}, ${seconds.toFixed(1)} s, ${way}`);
			} catch (error) {
				const text = error instanceof ConfigError ? error.message : describeError(error);
				return warn(`CHIME_FILE: ${text}`, 'until then the bot plays its own');
			}
		},
	};
}

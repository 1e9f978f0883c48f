// MP3 frames of the live streams: of one kind at every bitrate, as silence and listeners expect them.
import { expect, test } from 'vitest';
import { MP3_BITRATES_KBPS } from '../../src/media/mp3-bitrate.js';
import { Mp3Encoder, mp3FrameBytes } from '../../src/media/mp3-encoder.js';
import { silentMp3Frame } from '../../src/media/mp3-silence.js';
import { encode, tone } from '../support/signal.js';

/** Of a frame's header, what must not change within a stream: all but padding and stereo's mode. */
const KIND = 0xff_ff_fc_00;

test.each(MP3_BITRATES_KBPS)(
	'frames at %i kbit/s are of 48 kHz, as silent ones are',
	async (kbps) => {
		const encoder = await Mp3Encoder.create(kbps);
		const audio = Buffer.from(
			encoder.encode(encode(tone({ hz: 440, peak: 0.5, durationMs: 1000 }))),
		);
		encoder.close();
		const bytes = mp3FrameBytes(kbps);
		const count = audio.length / bytes;
		// LAME holds some of it back.
		expect(count).toBeGreaterThan(30);
		const kinds = Array.from(
			{ length: count },
			(_, frame) => audio.readUInt32BE(frame * bytes) & KIND,
		);
		expect(new Set(kinds)).toEqual(new Set([silentMp3Frame(kbps).readUInt32BE(0) & KIND]));
	},
);

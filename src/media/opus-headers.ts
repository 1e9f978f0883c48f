// The two packets that an Ogg Opus stream begins with (RFC 7845, 5).

import { plainText } from '../protocol/member-text.js';
import { CHANNELS, SAMPLE_RATE_HZ } from './pcm.js';

/**
 * Samples that a decoder leaves out at the start, while it settles (RFC 7845, 4.2): 40 ms, some
 * half of what is packed ahead of the clock. So what is saved is as long as it took.
 */
export const PRE_SKIP_SAMPLES = 1920;

/**
 * The identification header.
 *
 * @param preSkipSamples - what decoders leave out at the start
 */
export function opusHead(preSkipSamples = PRE_SKIP_SAMPLES): Buffer {
	const head = Buffer.alloc(19);
	head.write('OpusHead', 'latin1');
	head[8] = 1;
	head[9] = CHANNELS;
	head.writeUInt16LE(preSkipSamples, 10);
	head.writeUInt32LE(SAMPLE_RATE_HZ, 12);
	return head;
}

/** The comment header; of the comments those without a text are left out. */
export function opusTags(comments: Readonly<Record<string, string>>): Buffer {
	const lines = Object.entries(comments)
		.map(([name, text]) => [name, plainText(text)])
		.filter(([, text]) => text !== '')
		.map(([name, text]) => withLength(`${name}=${text}`));
	const count = Buffer.alloc(4);
	count.writeUInt32LE(lines.length);
	return Buffer.concat([Buffer.from('OpusTags'), withLength(VENDOR), count, ...lines]);
}

const VENDOR = 'discord-podcasts';

function withLength(text: string): Buffer {
	const bytes = Buffer.from(text);
	const length = Buffer.alloc(4);
	length.writeUInt32LE(bytes.length);
	return Buffer.concat([length, bytes]);
}

import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { PodcastApiError } from '../src/errors.js';
import { createLogger } from '../src/logger.js';

function capture(format: 'json' | 'pretty', secrets: string[]) {
	const lines: string[] = [];
	const destination = new Writable({
		write(chunk, _encoding, done) {
			lines.push(String(chunk));
			done();
		},
	});
	const logger = createLogger({ level: 'debug', format, secrets, destination });
	return { logger, lines };
}

describe('createLogger', () => {
	test.each(['json', 'pretty'] as const)('hides secrets wherever they stand (%s)', (format) => {
		const { logger, lines } = capture(format, ['tok"en', 'tok"en-longer']);
		logger.info({ header: 'tok"en', url: 'http://x/?t=tok"en-longer' }, 'message with tok"en');
		expect(lines.join()).toContain('[hidden]');
		expect(lines.join()).not.toMatch(/tok\\?"en|longer/);
	});

	test('keeps request URLs and bodies of foreign errors out', () => {
		const { logger, lines } = capture('json', []);
		const error = Object.assign(new Error('Unknown Webhook'), {
			status: 404,
			code: 10015,
			url: 'https://discord.com/api/v10/webhooks/1/interaction-token',
			requestBody: { json: { content: 'private' } },
		});
		logger.warn({ err: error }, 'failed');
		expect(lines.join()).not.toMatch(/interaction-token|private/);
		expect(JSON.parse(lines[0] as string).err).toMatchObject({ code: 10015, status: 404 });
	});

	test('says of our own errors what they are and what caused them', () => {
		const { logger, lines } = capture('json', []);
		const cause = Object.assign(new Error('connect failed'), { code: 'ECONNREFUSED' });
		logger.warn({ err: new PodcastApiError('No answer', { cause, status: 502 }) });
		expect(JSON.parse(lines[0] as string).err).toEqual({
			name: 'PodcastApiError',
			ref: expect.stringMatching(/^[A-Z\d]{5}$/),
			message: 'No answer',
			code: 'ERR_PODCAST_API',
			status: 502,
			cause: expect.objectContaining({ code: 'ECONNREFUSED', message: 'connect failed' }),
		});
	});
});

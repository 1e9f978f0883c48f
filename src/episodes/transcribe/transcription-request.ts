// One call of `/v1/audio/transcriptions`: a WAV out, its segments in; bounded in time and size.
import { randomUUID } from 'node:crypto';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { z } from 'zod';
import { type Clock, withTimeout } from '../../clock.js';
import { errorCode } from '../../error-text.js';
import type { TranscribeFailure, TranscribeService } from './transcribe-job.js';

const ROUTE = 'v1/audio/transcriptions';

/** Ten minutes of speech take a small machine longer than they last. */
const TIMEOUT_MS = 30 * 60_000;

/** A day of speech is a tenth of it. */
const MAX_ANSWER_BYTES = 16 * 2 ** 20;

/** The part of `verbose_json` that is used. */
const answerShape = z.object({
	segments: z.array(
		z.object({
			start: z.number().nonnegative(),
			end: z.number().nonnegative(),
			text: z.string(),
		}),
	),
});

/** What was said from when to when, in seconds of the file. */
export type Segment = z.output<typeof answerShape>['segments'][number];

/** What is asked of whom. */
export interface TranscriptionRequest {
	service: TranscribeService;
	wav: Uint8Array;
	clock: Clock;
	signal: AbortSignal;
}

/** Thrown within this file and by it alone; its caller makes a result of it. */
export class TranscriptionError extends Error {
	override name = 'TranscriptionError';
	readonly failure: TranscribeFailure;

	constructor(failure: TranscribeFailure) {
		super(`No transcript: ${failure.kind}`);
		this.failure = failure;
	}
}

/**
 * Lets the service transcribe a file.
 *
 * NOTE: not by `fetch`, which waits no longer than five minutes for an answer to begin, and follows
 * redirects unless told otherwise.
 *
 * @throws {TranscriptionError} with why there is none; the signal's reason
 */
export async function requestTranscription(asked: TranscriptionRequest): Promise<Segment[]> {
	const { clock, signal } = asked;
	const late = () => new TranscriptionError({ kind: 'too late', timeoutMs: TIMEOUT_MS });
	const text = await withTimeout({ clock, signal, timeoutMs: TIMEOUT_MS, late }, async (limit) => {
		try {
			return await readAnswer(await send(asked, limit));
		} catch (error) {
			if (error instanceof TranscriptionError) {
				throw error;
			}
			throw new TranscriptionError({ kind: 'unreachable', code: errorCode(error) ?? 'unknown' });
		}
	});
	const answer = answerShape.safeParse(parseJson(text));
	if (!answer.success) {
		throw new TranscriptionError({ kind: 'no transcript' });
	}
	return answer.data.segments;
}

function send({ service, wav }: TranscriptionRequest, signal: AbortSignal) {
	const { key, language, model, url } = service;
	const base = url.href.endsWith('/') ? url.href : `${url.href}/`;
	const boundary = `----${randomUUID()}`;
	const fields = { model, response_format: 'verbose_json', ...(language && { language }) };
	const head = Object.entries(fields).map(
		([name, value]) =>
			`--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
	);
	const body = Buffer.concat([
		Buffer.from(
			`${head.join('')}--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="speech.wav"\r\ncontent-type: audio/wav\r\n\r\n`,
		),
		wav,
		Buffer.from(`\r\n--${boundary}--\r\n`),
	]);
	const request = url.protocol === 'https:' ? requestHttps : requestHttp;
	return new Promise<IncomingMessage>((resolve, reject) => {
		const call = request(new URL(ROUTE, base), {
			method: 'POST',
			// A connection that the service has closed meanwhile is not tried.
			agent: false,
			headers: {
				accept: 'application/json',
				'content-type': `multipart/form-data; boundary=${boundary}`,
				'content-length': body.length,
				...(key !== undefined && { authorization: `Bearer ${key}` }),
			},
			signal,
		});
		call.on('response', resolve);
		call.on('error', reject);
		call.end(body);
	});
}

/** @returns the body of an answer that is a success */
async function readAnswer(answer: IncomingMessage): Promise<string> {
	const status = answer.statusCode ?? 0;
	try {
		if (status >= 300 && status < 400) {
			throw new TranscriptionError({ kind: 'redirected', status });
		}
		if (status !== 200) {
			throw new TranscriptionError({ kind: 'answered', status });
		}
		const chunks: Buffer[] = [];
		let length = 0;
		for await (const chunk of answer) {
			length += (chunk as Buffer).length;
			if (length > MAX_ANSWER_BYTES) {
				throw new TranscriptionError({ kind: 'answer too long', maxBytes: MAX_ANSWER_BYTES });
			}
			chunks.push(chunk as Buffer);
		}
		return Buffer.concat(chunks).toString('utf8');
	} finally {
		answer.destroy();
	}
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		// Whatever it is, it is no transcript.
		return undefined;
	}
}

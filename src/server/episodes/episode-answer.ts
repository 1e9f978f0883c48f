// How an episode's bytes leave: whole, in part, or made on the way; and cut where they may not any more.
import type { Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { OutgoingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type {
	Download,
	FileDownload,
	MadeDownload,
} from '../../episodes/downloads/episode-downloads.js';
import { resetSocket } from '../../socket-reset.js';
import { API_ERRORS, type ApiError, answerError } from '../http/api-error.js';
import { select } from '../http/conditional.js';
import { onceTaken } from '../http/request-gate.js';
import { type FilePart, sendFilePart } from './file-sending.js';

/** Pages of other sites may play and show what is open to everybody (Fetch, 3.2). */
export const CROSS_ORIGIN_HEADERS = {
	'access-control-allow-origin': '*',
	'access-control-expose-headers': 'Accept-Ranges, Content-Length, Content-Range, ETag',
} as const;

/** For a browser that asks before it asks. */
export const PREFLIGHT_HEADERS = {
	...CROSS_ORIGIN_HEADERS,
	'access-control-allow-methods': 'GET, HEAD',
	'access-control-allow-headers': 'range, if-range, if-none-match, if-modified-since',
	'access-control-max-age': '86400',
} as const;

/** An answer that may be cut before it is complete. */
export class CuttableAnswer {
	readonly #reply: FastifyReply;
	#isCut = false;
	#hasBegun = false;

	constructor(reply: FastifyReply) {
		this.#reply = reply;
	}

	/** Must be called in the turn in which the episode was looked up. */
	heed(watch: (cut: () => void) => () => void): void {
		onceTaken(
			this.#reply.request.raw,
			watch(() => this.#cut()),
		);
	}

	/** Whether nothing may leave any more. */
	get isCut(): boolean {
		return this.#isCut;
	}

	/** Sends a stream, unless it is cut; then the stream is destroyed. */
	send(stream: Readable): FastifyReply {
		if (this.#isCut) {
			stream.destroy();
			return this.#refuse();
		}
		this.#hasBegun = true;
		return this.#reply.send(stream);
	}

	/** Sends a part of a file, and closes it, in any case. */
	async sendPart(part: FilePart): Promise<FastifyReply> {
		if (this.#isCut) {
			await part.handle.close();
			return this.#refuse();
		}
		this.#hasBegun = true;
		const reply = this.#reply.hijack();
		const headers = reply.getHeaders() as OutgoingHttpHeaders;
		await sendFilePart(reply.raw.writeHead(reply.statusCode, headers), part);
		return reply;
	}

	/** Answers without a body. */
	sendHead(): FastifyReply {
		return this.#isCut ? this.#refuse() : this.#reply.send();
	}

	#refuse(): FastifyReply {
		for (const name of Object.keys(this.#reply.getHeaders())) {
			if (/^(?:content-|etag|last-modified|accept-ranges)/.test(name)) {
				this.#reply.removeHeader(name);
			}
		}
		return answerError(this.#reply.header('cache-control', 'no-store'), API_ERRORS.beingChanged);
	}

	/** What waits in the system's buffers must not leave either. */
	#cut(): void {
		this.#isCut = true;
		if (this.#hasBegun) {
			resetSocket(this.#reply.request.raw.socket);
		}
	}
}

/** Errors by what stands against a download. */
export function downloadError(type: Exclude<Download['type'], 'file' | 'made'>): ApiError {
	switch (type) {
		case 'none':
			return API_ERRORS.episodeNotFound;
		case 'no tracks':
			return API_ERRORS.tracksGone;
		case 'no ffmpeg':
			return API_ERRORS.ffmpegMissing;
		case 'busy':
			return API_ERRORS.conversionsFull;
	}
}

/**
 * Answers with a file.
 *
 * @param onMissing - called where it is not there, which is answered as a change
 */
export async function answerFile(
	request: FastifyRequest,
	reply: FastifyReply,
	{
		answer,
		file,
		onMissing,
	}: { answer: CuttableAnswer; file: FileDownload; onMissing: () => void },
): Promise<FastifyReply> {
	let handle: FileHandle;
	try {
		handle = await open(file.path, 'r');
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
			throw error;
		}
		if (!answer.isCut) {
			onMissing();
		}
		return answerError(reply.header('cache-control', 'no-store'), API_ERRORS.beingChanged);
	}
	let isHandedOn = false;
	try {
		const stats = await handle.stat();
		const etag = file.etag ?? etagOf(stats);
		const what = { etag, bytes: stats.size, lastModifiedMs: stats.mtimeMs };
		const selection = select(request.method, request.headers, what);
		reply.headers({
			etag,
			'last-modified': stats.mtime.toUTCString(),
			'accept-ranges': 'bytes',
			...(file.disposition !== undefined && { 'content-disposition': file.disposition }),
		});
		switch (selection.status) {
			case 304:
				return reply.code(304).send();
			case 412:
				return answerError(
					reply.header('cache-control', 'no-store'),
					API_ERRORS.preconditionFailed,
				);
			case 416:
				reply.header('content-range', `bytes */${stats.size}`).header('cache-control', 'no-store');
				return answerError(reply, API_ERRORS.rangeNotSatisfiable);
			case 206:
				reply.header('content-range', `bytes ${selection.start}-${selection.end}/${stats.size}`);
		}
		const { start, end } = selection.status === 206 ? selection : { start: 0, end: stats.size - 1 };
		reply
			.code(selection.status)
			.type(file.contentType)
			.header('content-length', end - start + 1);
		if (request.method === 'HEAD' || end < start) {
			return answer.sendHead();
		}
		isHandedOn = true;
		return await answer.sendPart({ handle, start, end });
	} finally {
		if (!isHandedOn) {
			await handle.close();
		}
	}
}

/** Answers with what is made while it is read. */
export function answerMade(
	request: FastifyRequest,
	reply: FastifyReply,
	{ answer, made }: { answer: CuttableAnswer; made: MadeDownload },
): FastifyReply {
	reply.type(made.contentType).headers({
		'content-disposition': made.disposition,
		'accept-ranges': 'none',
		...(made.bytes !== undefined && { 'content-length': made.bytes }),
	});
	if (request.method === 'HEAD' || answer.isCut) {
		made.release();
		return answer.sendHead();
	}
	return answer.send(made.open());
}

/** Of a file that is written once. */
function etagOf({ mtimeMs, size }: Stats): string {
	return `"${size.toString(16)}-${Math.floor(mtimeMs * 1000).toString(16)}"`;
}

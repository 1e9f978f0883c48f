// Answers as short as whoever asks can read them (RFC 9110, 8.4.1 and 12.5.3).
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { select } from './conditional.js';

/** How an answer can be compressed; the shorter one first. */
const CODINGS = ['br', 'gzip'] as const;

type Coding = (typeof CODINGS)[number];

/** What is shorter fits a packet as it is (RFC 9293, 3.7.1: 1,460 bytes on Ethernet). */
const MIN_BYTES = 1024;

/** An answer that is made anew each time: most of what there is to gain, for a millisecond. */
const QUICK_QUALITY = 4;

/** A file that is compressed once. */
const BEST_QUALITY = constants.BROTLI_MAX_QUALITY;

const compressBrotli = promisify(brotliCompress);
const compressGzip = promisify(gzip);

/** What is compressed already by its kind is left as it is. */
const COMPRESSIBLE = /^(?:text\/|application\/(?:json|manifest\+json|rss\+xml)|image\/svg)/;

/** Whether a body of this kind and length is worth it. */
export function isCompressible(contentType: string, bytes: number): boolean {
	return bytes >= MIN_BYTES && COMPRESSIBLE.test(contentType);
}

/** The best coding that the other side takes; undefined for none. */
export function acceptedCoding(acceptEncoding: string | string[] | undefined): Coding | undefined {
	const weights = new Map<string, number>();
	for (const part of String(acceptEncoding ?? '')
		.slice(0, 256)
		.split(',')) {
		const [name = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
		const weight = /^q=([\d.]+)$/.exec(parameters[0] ?? '')?.[1];
		weights.set(name, weight === undefined ? 1 : Number(weight));
	}
	return CODINGS.find((coding) => (weights.get(coding) ?? weights.get('*') ?? 0) > 0);
}

/** Compresses a body that is sent once. */
export function compress(coding: Coding, body: Uint8Array): Promise<Buffer> {
	return coding === 'br' ? brotli(body, QUICK_QUALITY) : compressGzip(body);
}

function brotli(body: Uint8Array, quality: number): Promise<Buffer> {
	const params = {
		[constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
		[constants.BROTLI_PARAM_QUALITY]: quality,
		[constants.BROTLI_PARAM_SIZE_HINT]: body.length,
	};
	return compressBrotli(body, { params });
}

/** Safari plays nothing that cannot be had in parts. */
function sendRange(request: FastifyRequest, reply: FastifyReply, body: Buffer): FastifyReply {
	// Its address changes with it, so there is nothing that an entity tag could tell.
	const what = { etag: '""', bytes: body.length, lastModifiedMs: 0 };
	const { range } = request.headers;
	const selection = select(request.method, range === undefined ? {} : { range }, what);
	reply.header('accept-ranges', 'bytes');
	if (selection.status !== 206) {
		return reply.send(body);
	}
	const { start, end } = selection;
	return reply
		.code(206)
		.header('content-range', `bytes ${start}-${end}/${body.length}`)
		.send(body.subarray(start, end + 1));
}

const kept = new WeakMap<Uint8Array, Map<Coding, Promise<Buffer>>>();

/** Sends a file that stays in memory: compressed when it is first asked for, and then kept so. */
export async function sendKept(
	request: FastifyRequest,
	reply: FastifyReply,
	{ body, contentType }: { body: Buffer; contentType: string },
): Promise<FastifyReply> {
	reply.type(contentType);
	if (!isCompressible(contentType, body.length)) {
		return sendRange(request, reply, body);
	}
	reply.header('vary', 'Accept-Encoding');
	const coding = acceptedCoding(request.headers['accept-encoding']);
	if (coding === undefined) {
		return reply.send(body);
	}
	let codings = kept.get(body);
	if (codings === undefined) {
		codings = new Map();
		kept.set(body, codings);
	}
	let compressed = codings.get(coding);
	if (compressed === undefined) {
		compressed = coding === 'br' ? brotli(body, BEST_QUALITY) : compressGzip(body, { level: 9 });
		codings.set(coding, compressed);
	}
	return reply.header('content-encoding', coding).send(await compressed);
}

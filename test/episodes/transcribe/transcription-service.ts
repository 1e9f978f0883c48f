// A transcription service for tests, on loopback: answers as it is told, and keeps what it was asked.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** One request, taken apart. */
export interface Asked {
	path: string;
	authorization: string | undefined;
	fields: Record<string, string>;
	wav: Buffer;
}

/** What the service does with a request. */
export type Answer = (response: ServerResponse, asked: Asked) => void;

/** Serves until the test is over. */
export async function serveTranscriptions(answer: Answer) {
	const asked: Asked[] = [];
	const server = createServer((request, response) => {
		void readBody(request).then((body) => {
			const one = takeApart(request, body);
			asked.push(one);
			answer(response, one);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	onTestFinished(() => {
		server.closeAllConnections();
		server.close();
	});
	const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
	return { url, asked };
}

/** Answers segments, as `verbose_json` does. */
export function answerSegments(response: ServerResponse, segments: readonly object[]): void {
	response.writeHead(200, { 'content-type': 'application/json' });
	response.end(JSON.stringify({ text: '', segments }));
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) {
		chunks.push(chunk as Buffer);
	}
	return Buffer.concat(chunks);
}

function takeApart(request: IncomingMessage, body: Buffer): Asked {
	const [, boundary = ''] = /boundary=(.+)$/.exec(request.headers['content-type'] ?? '') ?? [];
	const fields: Record<string, string> = {};
	let wav = Buffer.alloc(0);
	for (const part of body.toString('latin1').split(`--${boundary}`).slice(1, -1)) {
		const end = part.indexOf('\r\n\r\n');
		const content = part.slice(end + 4, -2);
		const [, name = ''] = / name="([^"]+)"/.exec(part.slice(0, end)) ?? [];
		if (name === 'file') {
			wav = Buffer.from(content, 'latin1');
		} else {
			fields[name] = content;
		}
	}
	const { authorization } = request.headers;
	return { path: request.url ?? '', authorization, fields, wav };
}

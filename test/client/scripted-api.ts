// A server of the extended API that answers when a test lets it, and remembers what it was told.
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { Recorder } from '../support/fake-podcast-service/recorder.js';

/** A call as it came, and the way to answer it. */
export interface ScriptedCall {
	method: string;
	path: string;
	/** Parsed JSON, undefined where there is none. */
	body: unknown;
	/** Answers; `url` is what the server says the link is. */
	answer(answer: { status?: number; url?: unknown; headers?: Record<string, string> }): void;
}

/** A scripted server. */
export class ScriptedApi {
	/** Calls beside `POST /podcast`, in order. */
	readonly calls = new Recorder<ScriptedCall>();
	/** Whether calls are answered at once, with 200. */
	answersAtOnce = true;
	/** What `POST /podcast` answers as its Link header. */
	link: string | undefined = '</api/openapi.json>; rel="service-desc"';
	/** What `POST /podcast` answers. */
	podcast: object = { id: 'POD01' };
	url = '';
	#keys = 0;

	/** Starts a server on a free port of 127.0.0.1; it is closed when the test ends. */
	static async start(): Promise<ScriptedApi> {
		const api = new ScriptedApi();
		const server = createServer((request, response) => {
			let text = '';
			request.setEncoding('utf8');
			request.on('data', (part: string) => {
				text += part;
			});
			request.on('end', () => {
				const { method = '', url: path = '' } = request;
				api.#take({ method, path, text }, response);
			});
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		onTestFinished(() => {
			server.close();
			server.closeAllConnections();
		});
		api.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
		return api;
	}

	/** Bodies of what was told, in order. */
	get told(): unknown[] {
		return this.calls.items.map(({ body }) => body);
	}

	/** The call with this number, from 0, as soon as it has come. */
	async call(index: number): Promise<ScriptedCall> {
		return (await this.calls.atLeast(index + 1))[index] as ScriptedCall;
	}

	#take(
		{ method, path, text }: { method: string; path: string; text: string },
		response: ServerResponse,
	): void {
		if (path === '/podcast') {
			response.writeHead(200, { ...(this.link !== undefined && { link: this.link }) });
			response.end(JSON.stringify(this.podcast));
			return;
		}
		if (method === 'POST') {
			this.#keys++;
		}
		const url = `https://radio.example/p/POD01?key=key${this.#keys}`;
		const call: ScriptedCall = {
			method,
			path,
			body: text === '' ? undefined : JSON.parse(text),
			answer: ({ status = 200, headers = {}, ...rest }) => {
				response.writeHead(status, headers);
				response.end(JSON.stringify({ url: 'url' in rest ? rest.url : url }));
			},
		};
		this.calls.push(call);
		if (this.answersAtOnce) {
			call.answer({});
		}
	}
}

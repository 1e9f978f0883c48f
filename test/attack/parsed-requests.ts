// What Node's parser has made of a connection's bytes, told by Node itself.
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** Requests whose heads were parsed, from now on until the test ends. */
export class ParsedRequests {
	/** Most requests that were begun in one turn of the event loop. */
	mostInTurn = 0;
	readonly #byPort = new Map<number, number>();
	#inTurn = 0;
	#isCounting = false;

	constructor() {
		const onStart = (message: unknown) => {
			const { request } = message as { request: IncomingMessage };
			const { remotePort = 0 } = request.socket;
			this.#byPort.set(remotePort, this.of(remotePort) + 1);
			this.#countTurn();
		};
		subscribe('http.server.request.start', onStart);
		onTestFinished(() => {
			unsubscribe('http.server.request.start', onStart);
		});
	}

	/** How many came from a client's socket, or from its port. */
	of(client: Socket | number): number {
		const port = typeof client === 'number' ? client : (client.localPort ?? 0);
		return this.#byPort.get(port) ?? 0;
	}

	#countTurn(): void {
		this.#inTurn++;
		this.mostInTurn = Math.max(this.mostInTurn, this.#inTurn);
		if (!this.#isCounting) {
			this.#isCounting = true;
			setImmediate(() => {
				this.#isCounting = false;
				this.#inTurn = 0;
			});
		}
	}
}

/** As many requests in one piece, as a client writes them that waits for no answer. */
export function pipelined(count: number, target = '/health', headers: string[] = []): string {
	return [`GET ${target} HTTP/1.1`, 'Host: x', ...headers, '', ''].join('\r\n').repeat(count);
}

/** The statuses of answers that came one behind the other. */
export function statusesIn(answers: string): number[] {
	return [...answers.matchAll(/HTTP\/1\.[01] (\d{3}) /g)].map(([, status]) => Number(status));
}

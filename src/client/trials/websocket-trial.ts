// Does a websocket get through to the built-in server, at the address that listeners are told?
import WebSocket from 'ws';
import { type Clock, systemClock } from '../../clock.js';
import { describeError } from '../../error-text.js';
import { CloseCode } from '../../protocol/close-codes.js';
import { websocketBeside } from '../websocket-route.js';
import { TRIAL_TIMEOUT_MS } from './page-trial.js';

/** What became of a handshake. */
export type WebsocketAnswer =
	/** A server of ours refused it as it refuses what it does not know. */
	| { kind: 'ours' }
	/** It was answered in HTTP, mostly by what stands before the server. */
	| { kind: 'status'; status: number }
	/** Something else took it. */
	| { kind: 'foreign' }
	| { kind: 'unreachable'; problem: string };

/** No podcast has such an id, and no podcast such a key. */
const NO_PODCAST = { id: '-----', key: 'trial' } as const;

/** Connects without credentials, as a receiver of a podcast that does not exist. */
export function tryWebsocket(
	publicUrl: URL,
	signal: AbortSignal,
	clock: Clock = systemClock,
): Promise<WebsocketAnswer> {
	const url = websocketBeside(publicUrl, NO_PODCAST.id);
	url.searchParams.set('key', NO_PODCAST.key);
	return new Promise((resolve) => {
		const socket = new WebSocket(url, {
			perMessageDeflate: false,
			followRedirects: false,
		});
		const settle = (answer: WebsocketAnswer) => {
			timer.cancel();
			resolve(answer);
			socket.terminate();
		};
		const timer = clock.at(clock.nowMs() + TRIAL_TIMEOUT_MS, () => {
			// Our server refuses at once; whatever takes it and says nothing is none.
			const isTaken = socket.readyState === WebSocket.OPEN;
			settle(isTaken ? { kind: 'foreign' } : { kind: 'unreachable', problem: 'no answer' });
		});
		signal.addEventListener('abort', () => settle({ kind: 'unreachable', problem: 'silence' }), {
			once: true,
		});
		socket.on('error', (error) => {
			settle({ kind: 'unreachable', problem: describeError(error) });
		});
		socket.on('unexpected-response', (_request, response) => {
			settle({ kind: 'status', status: response.statusCode ?? 0 });
		});
		socket.on('close', (code) => {
			settle({ kind: code === CloseCode.NO_SUCH_PODCAST ? 'ours' : 'foreign' });
		});
	});
}

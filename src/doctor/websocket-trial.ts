// Does a websocket get through to the built-in server, at the address that listeners are told?
import WebSocket from 'ws';
import { websocketBeside } from '../client/websocket-route.js';
import { type Clock, systemClock } from '../clock.js';
import { CloseCode } from '../protocol/close-codes.js';
import { describeError, type Finding, ok, skip, warn } from './check.js';
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
const NO_PODCAST = { id: '-----', key: 'doctor' } as const;

/** Statuses of a proxy that does not get an answer from what stands behind it. */
const NOTHING_BEHIND: ReadonlySet<number> = new Set([502, 503, 504, 521, 522, 523, 530]);

/** How our server answers a handshake without its Upgrade header (RFC 9110, 15.5.22). */
const UPGRADE_REQUIRED = 426;

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

/** The page plays on without, and other servers do not. */
const WITHOUT = 'until then the page plays MP3, a second later, and no other server can listen';

/**
 * What it means for listeners.
 *
 * @param told - the address that they are told, as it is shown
 * @param isRunning - whether the server is, so that there has to be an answer
 */
export function judgeWebsocket(told: string, answer: WebsocketAnswer, isRunning: boolean): Finding {
	switch (answer.kind) {
		case 'ours':
			return ok(`one gets through to the server at ${told}`);
		case 'foreign':
			return warn(
				`something else answers websockets at ${told}: it is the wrong host, or the proxy leads elsewhere`,
				'correct PUBLIC_URL or the proxy',
			);
		case 'status':
			return judgeStatus(told, answer.status, isRunning);
		case 'unreachable':
			return isRunning
				? warn(`${told} does not answer websockets (${answer.problem})`, 'see "public url"')
				: skip('not tried, since the bot is not running');
	}
}

/** Whatever stands before a server that is not running has no way to pass a websocket on. */
function judgeStatus(told: string, status: number, isRunning: boolean): Finding {
	if (status >= 300 && status < 400) {
		return warn(
			`${told} redirects (status ${status}), which browsers' websockets do not follow`,
			'set PUBLIC_URL to its final address',
		);
	}
	if (!isRunning) {
		return skip('not tried, since the bot is not running');
	}
	if (NOTHING_BEHIND.has(status)) {
		return warn(
			`the proxy at ${told} does not reach the server (status ${status})`,
			'check to which HOST and PORT it passes on',
		);
	}
	const sign = status === UPGRADE_REQUIRED ? 'the server itself misses the Upgrade header' : '';
	return warn(
		`none gets through at ${told} (status ${status}): ${sign || 'it was answered as a page is'}`,
		`the proxy has to pass on the headers Upgrade and Connection; ${WITHOUT}`,
	);
}

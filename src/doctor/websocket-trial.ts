// Does a websocket get through to the built-in server, at the address that receivers are told?
import WebSocket from 'ws';
import { websocketBeside } from '../client/websocket-route.js';
import { CloseCode } from '../protocol/close-codes.js';
import { describeError, type Finding, ok, warn } from './check.js';

/** What became of a handshake. */
export type WebsocketAnswer =
	/** A server of ours refused it as it refuses what it does not know. */
	| { kind: 'ours' }
	/** It was answered in HTTP, mostly by what stands before the server. */
	| { kind: 'status'; status: number }
	/** Something else took it. */
	| { kind: 'foreign' }
	| { kind: 'unreachable'; problem: string };

/** Less than a check may take, so that silence is a finding. */
const TRIAL_TIMEOUT_MS = 3000;

/** No podcast has such an id, and no podcast such a key. */
const NO_PODCAST = { id: '-----', key: 'doctor' } as const;

/** Statuses of a proxy that does not get an answer from what stands behind it. */
const NOTHING_BEHIND: ReadonlySet<number> = new Set([502, 503, 504, 521, 522, 523, 530]);

/** Connects without credentials, as a receiver of a podcast that does not exist. */
export function tryWebsocket(publicUrl: URL, signal: AbortSignal): Promise<WebsocketAnswer> {
	const url = websocketBeside(publicUrl, NO_PODCAST.id);
	url.searchParams.set('key', NO_PODCAST.key);
	return new Promise((resolve) => {
		const socket = new WebSocket(url, {
			handshakeTimeout: TRIAL_TIMEOUT_MS,
			perMessageDeflate: false,
			followRedirects: false,
		});
		const settle = (answer: WebsocketAnswer) => {
			clearTimeout(timer);
			resolve(answer);
			socket.terminate();
		};
		const timer = setTimeout(() => settle({ kind: 'foreign' }), TRIAL_TIMEOUT_MS + 500);
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

/**
 * What it means for receivers.
 *
 * @param told - the address that they are told, as it is shown
 * @param isRunning - whether the server is, so that there has to be an answer
 */
export function judgeWebsocket(told: string, answer: WebsocketAnswer, isRunning: boolean): Finding {
	const begin = `receivers are told ${told}`;
	switch (answer.kind) {
		case 'ours':
			return ok(`${begin}, where a websocket gets through to the server`);
		case 'foreign':
			return warn(
				`${begin}, where something else answers websockets: correct PUBLIC_URL or the proxy`,
			);
		case 'status':
			return judgeStatus(begin, answer.status, isRunning);
		case 'unreachable': {
			const { problem } = answer;
			if (/CERT|TLS|SSL|SIGNATURE|EPROTO/.test(problem)) {
				return warn(
					`${begin}, where TLS fails (${problem}): correct its certificate or the scheme`,
				);
			}
			return isRunning
				? warn(
						`${begin}, which does not answer this machine (${problem}): check name, firewall and proxy; some routers do not lead back inside`,
					)
				: ok(
						`${begin}; not checked: whether the way from them to here is open, since the bot is not running`,
					);
		}
	}
}

/** Whatever stands before a server that is not running has no way to pass a websocket on. */
function judgeStatus(begin: string, status: number, isRunning: boolean): Finding {
	if (status >= 300 && status < 400) {
		return warn(
			`${begin}, which redirects (status ${status}): set PUBLIC_URL to its final address`,
		);
	}
	if (!isRunning) {
		return ok(
			`${begin}, where something answers (status ${status}); not checked: whether the way from them to here is open, since the bot is not running`,
		);
	}
	return NOTHING_BEHIND.has(status)
		? warn(
				`${begin}, whose proxy does not reach the server (status ${status}): check to which HOST and PORT it passes on`,
			)
		: warn(
				`${begin}, where no websocket gets through (status ${status}): the proxy has to pass on Upgrade and Connection`,
			);
}

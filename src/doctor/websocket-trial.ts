// What it means that a websocket at the address of listeners is answered as it is.
import { NOTHING_BEHIND } from '../client/trials/page-trial.js';
import type { WebsocketAnswer } from '../client/trials/websocket-trial.js';
import { type Finding, ok, skip, warn } from './check.js';

export { tryWebsocket } from '../client/trials/websocket-trial.js';

/** How our server answers a handshake without its Upgrade header (RFC 9110, 15.5.22). */
const UPGRADE_REQUIRED = 426;

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

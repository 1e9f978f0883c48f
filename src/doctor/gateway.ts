// Can Discord's gateway be reached? It says Hello before anybody logs in.

import WebSocket from 'ws';
import { describeError } from '../error-text.js';
import { parseUrl } from '../host-name.js';
import { type Check, fail, ok } from './check.js';
import type { DiscordRest } from './discord-rest.js';

const OP_HELLO = 10;
const QUERY = '?v=10&encoding=json';
const NORMAL_CLOSURE = 1000;
const MAX_HELLO_BYTES = 64 * 1024;

/** Opens a websocket and waits for Hello; nobody logs in. */
export function gatewayCheck(rest: DiscordRest): Check {
	return {
		name: 'gateway',
		whenSilent: 'Discord says no Hello: does a firewall or proxy stop websockets?',
		async run(signal) {
			let url: string;
			try {
				url = await askAddress(rest, signal);
			} catch (error) {
				return fail(`its address is not known. ${rest.describeFailure(error)}`);
			}
			const { host } = new URL(url);
			try {
				await hello(url, signal);
				return ok(`${host} says Hello`);
			} catch (error) {
				return fail(
					`${host} cannot be reached (${describeError(error)})`,
					'does a firewall or proxy stop websockets?',
				);
			}
		},
	};
}

async function askAddress(rest: DiscordRest, signal: AbortSignal): Promise<string> {
	const response = await rest.getPublic('/gateway', signal);
	if (!response.ok) {
		await response.body?.cancel();
		throw new Error(`status ${response.status}`);
	}
	const { url } = (await response.json()) as { url?: unknown };
	if (typeof url !== 'string' || !parseUrl(url)) {
		throw new Error('it names no address of the gateway');
	}
	return url;
}

function hello(url: string, signal: AbortSignal): Promise<void> {
	return new Promise((resolve, reject) => {
		const webSocket = new WebSocket(new URL(QUERY, url), {
			perMessageDeflate: false,
			maxPayload: MAX_HELLO_BYTES,
		});
		signal.addEventListener('abort', () => webSocket.terminate(), { once: true });
		webSocket.on('error', reject);
		webSocket.on('close', (code) => reject(new Error(`closed with ${code} before Hello`)));
		webSocket.on('message', (data) => {
			if (isHello(String(data))) {
				resolve();
				webSocket.close(NORMAL_CLOSURE);
			}
		});
	});
}

function isHello(text: string): boolean {
	try {
		return (JSON.parse(text) as { op?: unknown } | null)?.op === OP_HELLO;
	} catch {
		return false;
	}
}

// Will receivers find the built-in server by the address that they are told?
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { ServerConfig } from '../config/server-settings.js';
import { isUnspecifiedHost } from '../host-name.js';
import { baseUrl, isLoopback } from '../server/limits/address.js';
import { type Check, describeError, fail, warn } from './check.js';
import { askRunning } from './podcast-server.js';
import { judgeWebsocket, tryWebsocket } from './websocket-trial.js';

/** Looks at PUBLIC_URL, or at what stands in for it. */
export function publicUrlCheck({ host, port, publicUrl }: ServerConfig): Check {
	return {
		name: 'public url',
		whenSilent: 'the name server does not answer: check the network',
		async run(signal) {
			const url = new URL(publicUrl ?? baseUrl(host, port));
			const hostname = url.hostname.replace(/^\[|\]$/g, '');
			if (isUnspecifiedHost(hostname)) {
				return warn(
					`receivers are told ${url.host}, which is no machine's address: set PUBLIC_URL to where they reach this one`,
				);
			}
			let addresses: string[];
			try {
				addresses = isIP(hostname) === 0 ? await addressesOf(hostname) : [hostname];
			} catch (error) {
				return fail(
					`the name ${hostname} has no address (${describeError(error)}): correct PUBLIC_URL, or its DNS entry`,
				);
			}
			if (addresses.every(isLoopback)) {
				return warn(
					`only this machine hears it, at ${url.host}: for others set HOST=0.0.0.0 and PUBLIC_URL`,
				);
			}
			if (publicUrl === undefined && port === 0) {
				return warn('with PORT=0 receivers are told another port after each start: set PORT');
			}
			const isRunning = (await askRunning({ host, port, signal })) !== undefined;
			const told = url.pathname === '/' ? url.host : `${url.host}${url.pathname}`;
			return judgeWebsocket(told, await tryWebsocket(url, signal), isRunning);
		},
	};
}

async function addressesOf(hostname: string): Promise<string[]> {
	return (await lookup(hostname, { all: true })).map(({ address }) => address);
}

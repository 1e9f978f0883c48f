// Do listeners find the built-in server at the address that they are told? Tried from outside in.
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { tryPage } from '../client/trials/page-trial.js';
import { tryWebsocket } from '../client/trials/websocket-trial.js';
import type { Clock } from '../clock.js';
import type { ServerConfig } from '../config/server-settings.js';
import { describeError } from '../error-text.js';
import { isUnspecifiedHost } from '../host-name.js';
import { baseUrl, isLoopback } from '../server/limits/address.js';
import { type Check, type Finding, fail, skip, warn } from './check.js';
import { judgePage } from './page-trial.js';
import { askRunning } from './podcast-server.js';
import { judgeWebsocket } from './websocket-trial.js';

/** Where listeners are led to. */
interface Link {
	url: URL;
	/** As it is shown. */
	told: string;
	/** Whether nobody but this machine can get there. */
	isOnlyHere: boolean;
}

/** Looks at the page at PUBLIC_URL, or at what stands in for it. */
export function publicUrlCheck(server: ServerConfig): Check {
	return {
		name: 'public url',
		whenSilent: 'the name server does not answer: check the network',
		async run(signal, clock) {
			const link = await findLink(server);
			if ('kind' in link) {
				return link;
			}
			const isRunning = await isServerRunning(server, signal, clock);
			if (link.isOnlyHere && !isRunning) {
				return onlyHere(link);
			}
			if (server.publicUrl === undefined && server.port === 0) {
				return warn('with PORT=0 listeners are told another port after each start', 'set PORT');
			}
			const { told, url } = link;
			const finding = judgePage(await tryPage(url, signal, clock), { told, isRunning });
			return finding.kind === 'ok' && link.isOnlyHere ? onlyHere(link) : finding;
		},
	};
}

/** Tries a websocket there, as a page and other servers do. */
export function websocketCheck(server: ServerConfig): Check {
	return {
		name: 'websocket',
		whenSilent: 'the name server does not answer: check the network',
		async run(signal, clock) {
			const link = await findLink(server);
			if ('kind' in link) {
				return skip('not tried, see "public url"');
			}
			const isRunning = await isServerRunning(server, signal, clock);
			if (!isRunning && (link.isOnlyHere || server.publicUrl === undefined)) {
				return skip('not tried, since the bot is not running');
			}
			return judgeWebsocket(link.told, await tryWebsocket(link.url, signal, clock), isRunning);
		},
	};
}

/** @returns what is wrong with the address where nothing can be there */
async function findLink({ host, port, publicUrl }: ServerConfig): Promise<Link | Finding> {
	const url = new URL(publicUrl ?? baseUrl(host, port));
	const hostname = url.hostname.replace(/^\[|\]$/g, '');
	if (isUnspecifiedHost(hostname)) {
		return warn(
			`listeners are told ${url.host}, which is no machine's address`,
			'set PUBLIC_URL to where they reach this one',
		);
	}
	try {
		const addresses = isIP(hostname) === 0 ? await addressesOf(hostname) : [hostname];
		const told = url.pathname === '/' ? url.host : `${url.host}${url.pathname}`;
		return { url, told, isOnlyHere: addresses.every(isLoopback) };
	} catch (error) {
		return fail(
			`the name ${hostname} has no address (${describeError(error)})`,
			'correct PUBLIC_URL, or its DNS entry',
		);
	}
}

async function addressesOf(hostname: string): Promise<string[]> {
	return (await lookup(hostname, { all: true })).map(({ address }) => address);
}

async function isServerRunning(
	{ host, port }: ServerConfig,
	signal: AbortSignal,
	clock: Clock,
): Promise<boolean> {
	return (await askRunning({ host, port, signal, clock })) !== undefined;
}

function onlyHere({ url }: Link): Finding {
	return warn(
		`only this machine hears it, at ${url.host}`,
		'for others set PUBLIC_URL, behind a proxy or with HOST=0.0.0.0',
	);
}

// Does UDP go out and in, as far as that can be seen without joining a voice channel?
import { randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeError } from '../error-text.js';
import { type Check, fail, ok, warn } from './check.js';

/** Any port does: connecting a UDP socket asks for the route and sends nothing. */
const ROUTE_PORT = 443;

/** UDP may lose a datagram even here. */
const TRIES = 5;
const TRY_MS = 200;
const PROBE_BYTES = 16;
const LOOPBACK = '127.0.0.1';

const NOT_CHECKED =
	"not checked, because only joining a voice channel shows it: whether a firewall on the way lets UDP through to Discord's voice servers";

/** Sends a datagram to this machine's own address on the way out to Discord. */
export function udpCheck(discordApiUrl: string): Check {
	return {
		name: 'udp',
		whenSilent: 'the name server does not answer: check the network',
		async run(signal) {
			const host = new URL(discordApiUrl).hostname.replace(/^\[|\]$/g, '');
			let address: string;
			try {
				// Discord's voice servers have IPv4 addresses only.
				({ address } = await lookup(host, { family: 4 }));
			} catch (error) {
				return describeLoop(await loops(LOOPBACK, signal), {
					way: `${LOOPBACK} alone, because ${host} has no IPv4 address here (${describeError(error)}), and voice needs IPv4`,
					isOutKnown: false,
				});
			}
			let local: string;
			try {
				local = await localAddressTowards(address);
			} catch (error) {
				return fail(
					`there is no way out to ${host} at ${address} (${describeError(error)})`,
					'check the routes of this machine; voice needs IPv4',
				);
			}
			const way = `${local}, the way out to ${host}`;
			return describeLoop(await loops(local, signal), { way, isOutKnown: true });
		},
	};
}

function describeLoop(isBack: boolean, { way, isOutKnown }: { way: string; isOutKnown: boolean }) {
	if (!isBack) {
		return fail(
			`no datagram came back from ${way}`,
			'does a firewall on this machine stop UDP? The bot hears nothing without it',
		);
	}
	const text = `a datagram came back from ${way}; ${NOT_CHECKED}`;
	return isOutKnown ? ok(text) : warn(text);
}

async function localAddressTowards(address: string): Promise<string> {
	const socket = createSocket('udp4');
	try {
		socket.connect(ROUTE_PORT, address);
		await once(socket, 'connect');
		return socket.address().address;
	} finally {
		socket.close();
	}
}

/** Whether a datagram to this address of our own arrives. */
async function loops(address: string, signal: AbortSignal): Promise<boolean> {
	const receiver = createSocket('udp4');
	const sender = createSocket('udp4');
	try {
		receiver.bind(0, address);
		await once(receiver, 'listening', { signal });
		return await arrives({ receiver, sender, signal });
	} catch {
		return false;
	} finally {
		receiver.close();
		sender.close();
	}
}

async function arrives(sockets: {
	receiver: Socket;
	sender: Socket;
	signal: AbortSignal;
}): Promise<boolean> {
	const { receiver, sender, signal } = sockets;
	const { address, port } = receiver.address() as AddressInfo;
	const probe = randomBytes(PROBE_BYTES);
	let isBack = false;
	const arrived = new Promise<void>((resolve) => {
		receiver.on('message', (datagram) => {
			if (datagram.equals(probe)) {
				isBack = true;
				resolve();
			}
		});
	});
	for (let attempt = 0; attempt < TRIES && !isBack; attempt++) {
		sender.send(probe, port, address, () => {});
		await Promise.race([arrived, sleep(TRY_MS, undefined, { signal })]);
	}
	return isBack;
}

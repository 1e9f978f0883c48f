// What it takes for several clients to be in one group, for tests.
import { expect } from 'vitest';
import { DaveMember } from './dave-member.js';
import { type DaveMessage, DaveOp } from './dave-message.js';
import { LibraryClient } from './library-client.js';
import type { ShuffledGateway } from './shuffled-gateway.js';

/** The voice channel of the tests. */
export const CHANNEL_ID = '927310423890473011';
const FIRST_USER_ID = 158049329150427136n;

/** A client of either kind. */
export type GroupClient = DaveMember | LibraryClient;

/** The user id of a numbered member. */
export function userIdOf(index: number): string {
	return String(FIRST_USER_ID + BigInt(index));
}

/** Lets a simulated member in. */
export function joinMember(gateway: ShuffledGateway, index: number) {
	const userId = userIdOf(index);
	return gateway.join({
		userId,
		connect: (send) => new DaveMember({ userId, channelId: CHANNEL_ID, send }),
	});
}

/** A frame like no other. */
export function opusFrame(...mark: number[]): Uint8Array {
	return Uint8Array.of(0x78, ...mark, 1, 2, 3, 4, 5, 6, 7, 8);
}

/** Seals a frame as the client does. */
export function seal(client: GroupClient, opus: Uint8Array): Uint8Array | undefined {
	return client instanceof DaveMember
		? client.encrypt(opus)
		: client.dave?.encrypt(Buffer.from(opus));
}

/** Opens a frame as the client does. */
export function unseal(
	client: GroupClient,
	userId: string,
	frame: Uint8Array,
): Uint8Array | undefined {
	return client instanceof DaveMember
		? client.decrypt(userId, frame)
		: (client.dave?.decrypt(Buffer.from(frame), userId) ?? undefined);
}

/** Expects everybody to hear everybody byte for byte, sealed. */
export function expectAllHeard(clients: readonly GroupClient[]): void {
	for (const [index, sender] of clients.entries()) {
		const opus = opusFrame(index);
		const frame = seal(sender, opus);
		expect([...(frame?.subarray(-2) ?? [])]).toEqual([0xfa, 0xfa]);
		for (const receiver of clients) {
			if (receiver !== sender && frame) {
				expect([...(unseal(receiver, sender.userId, frame) ?? [])]).toEqual([...opus]);
			}
		}
	}
}

/** Expects the clients to be exactly the group, at the gateway's epoch and with one secret. */
export function expectOneGroup(gateway: ShuffledGateway, clients: readonly GroupClient[]): void {
	const { service } = gateway;
	expect([...service.memberUserIds].sort()).toEqual(clients.map(({ userId }) => userId).sort());
	const codes = clients.map((client) =>
		client instanceof DaveMember ? client.voicePrivacyCode : client.dave?.voicePrivacyCode,
	);
	expect(new Set(codes).size).toBe(1);
	expect(codes[0]).toMatch(/^\d{30}$/);
	for (const client of clients) {
		if (client instanceof DaveMember) {
			expect(client.epoch).toBe(service.epoch);
			expect(client.isReady).toBe(true);
		}
	}
	expectAllHeard(clients);
}

/** Lets a client of @discordjs/voice in. */
export function joinLibraryClient(gateway: ShuffledGateway, index: number) {
	const userId = userIdOf(index);
	return gateway.join({
		userId,
		connect: (send) => new LibraryClient({ userId, channelId: CHANNEL_ID, send }),
	});
}

/** Lets a client in that does not know E2EE. */
export function joinPlainClient(gateway: ShuffledGateway, index: number) {
	return gateway.join({
		userId: userIdOf(index),
		maxVersion: 0,
		connect: () => ({ receive: () => {} }),
	});
}

/** The E2EE messages that reached a connection, in order. */
export function messagesTo(gateway: ShuffledGateway, connectionId: string): DaveMessage[] {
	return gateway.delivered
		.filter((delivery) => delivery.connectionId === connectionId)
		.map(({ message }) => message)
		.filter(({ op }) => op >= DaveOp.PREPARE_TRANSITION);
}

/** Their opcodes. */
export function opsTo(gateway: ShuffledGateway, connectionId: string): number[] {
	return messagesTo(gateway, connectionId).map(({ op }) => op);
}

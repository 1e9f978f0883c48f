// End-to-end encryption of a call with DAVE: the delivery service, and a davey session a member.
import { systemClock } from '../../../../src/clock.js';
import { DaveMember, MemberOp } from '../dave/dave-member.js';
import { DAVE_PROTOCOL_VERSION, type DaveMessage, isBinary } from '../dave/dave-message.js';
import { DaveDeliveryService } from '../dave/delivery-service.js';
import type { CallEncryption, EncryptedPeer } from './call-encryption.js';

/** Encrypts calls as Discord does; for the option `createEncryption`. */
export function createDaveEncryption(call: { channelId: string }): DaveEncryption {
	return new DaveEncryption(call.channelId);
}

/** One call's group: clients on websockets, and simulated members in this process. */
export class DaveEncryption implements CallEncryption {
	/** For a test's faults and for looking at the group. */
	readonly service: DaveDeliveryService;
	readonly #channelId: string;
	readonly #members = new Map<string, DaveMember>();
	readonly #peers = new Map<EncryptedPeer, string>();
	readonly #receivers = new Map<string, (message: DaveMessage) => void>();
	#lastConnection = 0;
	readonly #connectionOfMember = new Map<string, string>();

	constructor(channelId: string) {
		this.#channelId = channelId;
		this.service = new DaveDeliveryService({
			channelId,
			clock: systemClock,
			send: (connectionId, message) => this.#receivers.get(connectionId)?.(message),
		});
	}

	versionFor(maxVersion: number): number {
		return this.service.protocolVersionFor(maxVersion);
	}

	join(peer: EncryptedPeer): void {
		const connectionId = this.#open((message) => {
			if (isBinary(message)) {
				peer.sendBinary(message.op, message.payload);
			} else {
				peer.sendJson(message.op, message.d);
			}
		});
		this.#tellMembers(MemberOp.CLIENTS_CONNECT, { user_ids: [peer.userId] });
		this.#peers.set(peer, connectionId);
		const { userId, maxVersion } = peer;
		this.service.addConnection({ connectionId, userId, maxVersion });
	}

	leave(peer: EncryptedPeer): void {
		const connectionId = this.#peers.get(peer);
		this.#peers.delete(peer);
		if (connectionId === undefined) {
			return;
		}
		if (![...this.#peers.keys()].some((each) => each.userId === peer.userId)) {
			this.#tellMembers(MemberOp.CLIENT_DISCONNECT, { user_id: peer.userId });
		}
		this.#end(connectionId);
	}

	handleJson(peer: EncryptedPeer, op: number, data: unknown): void {
		this.#receive(peer, { op, d: data });
	}

	handleBinary(peer: EncryptedPeer, op: number, payload: Uint8Array): void {
		this.#receive(peer, { op, payload });
	}

	addMember(userId: string): void {
		const version = this.service.protocolVersionFor(DAVE_PROTOCOL_VERSION);
		const member = new DaveMember({
			userId,
			channelId: this.#channelId,
			send: (message) => this.service.receive(connectionId, message),
		});
		const connectionId = this.#open((message) => member.receive(message));
		this.#tellMembers(MemberOp.CLIENTS_CONNECT, { user_ids: [userId] });
		this.#members.set(userId, member);
		this.#connectionOfMember.set(userId, connectionId);
		member.receive({ op: MemberOp.CLIENTS_CONNECT, d: { user_ids: this.#userIds() } });
		member.receive({
			op: MemberOp.SESSION_DESCRIPTION,
			d: { dave_protocol_version: version },
		});
		this.service.addConnection({ connectionId, userId, maxVersion: DAVE_PROTOCOL_VERSION });
	}

	removeMember(userId: string): void {
		const connectionId = this.#connectionOfMember.get(userId);
		this.#members.get(userId)?.close();
		this.#members.delete(userId);
		this.#connectionOfMember.delete(userId);
		this.#tellMembers(MemberOp.CLIENT_DISCONNECT, { user_id: userId });
		if (connectionId !== undefined) {
			this.#end(connectionId);
		}
	}

	encrypt(userId: string, opus: Uint8Array): Uint8Array | undefined {
		return this.#members.get(userId)?.encrypt(opus);
	}

	/** The first member listens for all: each frame opens only once per session. */
	decrypt(userId: string, payload: Uint8Array): Uint8Array | undefined {
		const [listener] = this.#members.values();
		return listener?.decrypt(userId, payload);
	}

	/**
	 * The newest connection of a client, for the service's faults.
	 *
	 * @throws {RangeError} if it has none
	 */
	connectionIdOf(userId: string): string {
		const connectionIds = [...this.#peers]
			.filter(([peer]) => peer.userId === userId)
			.map(([, connectionId]) => connectionId);
		const newest = connectionIds.at(-1);
		if (newest === undefined) {
			throw new RangeError(`no client of user ${userId} is in the call`);
		}
		return newest;
	}

	settled(): Promise<void> {
		return this.service.settled();
	}

	close(): void {
		this.service.close();
		for (const member of this.#members.values()) {
			member.close();
		}
		this.#receivers.clear();
	}

	#open(receive: (message: DaveMessage) => void): string {
		this.#lastConnection += 1;
		const connectionId = String(this.#lastConnection);
		this.#receivers.set(connectionId, receive);
		return connectionId;
	}

	#end(connectionId: string): void {
		this.service.removeConnection(connectionId);
		this.#receivers.delete(connectionId);
	}

	#receive(peer: EncryptedPeer, message: DaveMessage): void {
		const connectionId = this.#peers.get(peer);
		if (connectionId !== undefined) {
			this.service.receive(connectionId, message);
		}
	}

	#userIds(): string[] {
		return [...this.#members.keys(), ...[...this.#peers.keys()].map((peer) => peer.userId)];
	}

	#tellMembers(op: number, d: unknown): void {
		for (const member of this.#members.values()) {
			member.receive({ op, d });
		}
	}
}

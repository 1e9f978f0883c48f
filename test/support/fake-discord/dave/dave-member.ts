// A simulated user's end of E2EE: a client of the delivery service that encrypts and decrypts.
import davey from '@snazzah/davey';
import { commitEpoch } from './commit-welcome.js';
import {
	type DaveMessage,
	DaveOp,
	INIT_TRANSITION_ID,
	isBinary,
	readInteger,
} from './dave-message.js';

const SILENCE_FRAME = Uint8Array.of(0xf8, 0xff, 0xfe);
/** How long frames of the time before are still taken after a change of version (WP). */
const PASSTHROUGH_EXPIRY_S = 10;
const TRANSITION_ID_BYTES = 2;
/** `MediaType.AUDIO`, which davey declares as a const enum. */
const AUDIO: davey.MediaType = 0;

/** Opcodes of the voice gateway that matter here beside those of E2EE. */
export const MemberOp = {
	SESSION_DESCRIPTION: 4,
	CLIENTS_CONNECT: 11,
	CLIENT_DISCONNECT: 13,
} as const;

/** Options of a simulated member. */
export interface DaveMemberOptions {
	/** Snowflake. */
	userId: string;
	/** Snowflake of the voice channel. */
	channelId: string;
	/** Takes ops 23, 26, 28 and 31; never called from inside of `receive`. */
	send: (message: DaveMessage) => void;
}

/** What the member does with its own frames. */
type Sending = 'clear' | 'sealed' | 'nothing';

/**
 * Behaves as Discord's own clients do, on a real davey session: sends nothing while it has no
 * key, and changes key and version on op 22.
 *
 * davey takes the new key for sending as soon as it has processed a commit. So the commit is
 * kept until op 22, or until something comes that cannot be had without it: another message of
 * the group, or a frame under the new key. From that moment on the member sends under the new
 * key, too.
 */
export class DaveMember {
	readonly userId: string;
	readonly #channelId: string;
	readonly #send: (message: DaveMessage) => void;
	readonly #connectedUserIds = new Set<string>();
	readonly #pendingVersions = new Map<number, number>();
	readonly #ignored: Error[] = [];
	#session: davey.DAVESession | undefined;
	#protocolVersion = 0;
	#sending: Sending = 'nothing';
	#keptCommit: { transitionId: number; commit: Uint8Array } | undefined;

	constructor(options: DaveMemberOptions) {
		this.userId = options.userId;
		this.#channelId = options.channelId;
		this.#send = options.send;
	}

	/** Whether what it says can be heard: it has its key, or the call is not encrypted. */
	get isReady(): boolean {
		return this.#sending === 'clear' || (this.#sending === 'sealed' && this.#hasKeys);
	}

	/** Epoch of its group, undefined without one. */
	get epoch(): bigint | undefined {
		return this.#session?.epoch ?? undefined;
	}

	/**
	 * 30 digits that all members of one group have in common; empty without a group.
	 *
	 * NOTE: davey itself goes on showing the code of a group that it has thrown away.
	 */
	get voicePrivacyCode(): string {
		return this.#hasKeys ? (this.#session?.voicePrivacyCode ?? '') : '';
	}

	/** Version after the last transition it executed. */
	get protocolVersion(): number {
		return this.#protocolVersion;
	}

	/** User ids of its group by its own account. */
	get groupUserIds(): string[] {
		return this.#session?.getUserIds() ?? [];
	}

	/** Errors about proposals, which clients pass over (protocol.md, opcode 27). */
	get ignored(): readonly Error[] {
		return this.#ignored;
	}

	/** Takes ops 4, 11, 13, 21, 22, 24 as JSON and 25, 27, 29, 30 as bytes; others are ignored. */
	receive(message: DaveMessage): void {
		if (isBinary(message)) {
			this.#receiveBinary(message.op, Buffer.from(message.payload));
		} else {
			this.#receiveJson(message.op, message.d);
		}
	}

	/**
	 * Seals one Opus frame for the group.
	 *
	 * @returns the frame as it goes into RTP; undefined if the member has to stay silent for now
	 */
	encrypt(opus: Uint8Array): Uint8Array | undefined {
		if (this.#sending === 'clear' || Buffer.compare(opus, SILENCE_FRAME) === 0) {
			return opus;
		}
		if (this.#sending === 'nothing' || !this.#session || !this.#hasKeys) {
			return undefined;
		}
		return this.#session.encryptOpus(Buffer.from(opus));
	}

	/**
	 * Opens a frame that came from a user.
	 *
	 * @returns the Opus frame; undefined if it cannot be opened
	 */
	decrypt(userId: string, frame: Uint8Array): Uint8Array | undefined {
		if (!this.#session || Buffer.compare(frame, SILENCE_FRAME) === 0) {
			return frame;
		}
		const opened = this.#open(this.#session, userId, frame);
		if (opened || !this.#keptCommit) {
			return opened;
		}
		this.#applyKeptCommit();
		return this.#open(this.#session, userId, frame);
	}

	/** Forgets the group and its keys. */
	close(): void {
		this.#keptCommit = undefined;
		this.#sending = 'nothing';
		this.#session?.reset();
	}

	/** NOTE: davey stays `ready` after a reset, until it is initialised again. */
	get #hasKeys(): boolean {
		return this.#session?.ready === true && this.#session.epoch !== null;
	}

	#open(session: davey.DAVESession, userId: string, frame: Uint8Array): Uint8Array | undefined {
		if (!session.ready) {
			return this.#protocolVersion === 0 ? frame : undefined;
		}
		try {
			return session.decrypt(userId, AUDIO, Buffer.from(frame));
		} catch {
			return undefined;
		}
	}

	#receiveJson(op: number, d: unknown): void {
		const version = readInteger(d, 'protocol_version');
		const transitionId = readInteger(d, 'transition_id');
		switch (op) {
			case MemberOp.SESSION_DESCRIPTION:
				this.#protocolVersion = readInteger(d, 'dave_protocol_version') ?? 0;
				this.#sending = this.#protocolVersion === 0 ? 'clear' : 'nothing';
				if (this.#protocolVersion > 0) {
					this.#startAnew(this.#protocolVersion);
				}
				break;
			case MemberOp.CLIENTS_CONNECT:
				for (const userId of readUserIds(d)) {
					this.#connectedUserIds.add(userId);
				}
				break;
			case MemberOp.CLIENT_DISCONNECT:
				for (const userId of readUserIds(d)) {
					this.#connectedUserIds.delete(userId);
				}
				break;
			case DaveOp.PREPARE_TRANSITION:
				if (version !== undefined && transitionId !== undefined) {
					this.#prepareTransition(transitionId, version);
				}
				break;
			case DaveOp.EXECUTE_TRANSITION:
				if (transitionId !== undefined) {
					this.#executeTransition(transitionId);
				}
				break;
			case DaveOp.PREPARE_EPOCH:
				if (version !== undefined && readInteger(d, 'epoch') === 1) {
					this.#startAnew(version);
				}
				break;
			default:
		}
	}

	#receiveBinary(op: number, payload: Buffer): void {
		const session = this.#session;
		if (!session) {
			return;
		}
		if (op === DaveOp.ANNOUNCE_COMMIT || op === DaveOp.WELCOME) {
			this.#applyKeptCommit();
			const transitionId = payload.readUInt16BE(0);
			const body = payload.subarray(TRANSITION_ID_BYTES);
			if (op === DaveOp.WELCOME) {
				this.#take(transitionId, () => session.processWelcome(body));
			} else if (this.#canKeep(transitionId, body)) {
				this.#keptCommit = { transitionId, commit: body };
				this.#acknowledge(transitionId);
			} else {
				this.#take(transitionId, () => session.processCommit(body));
			}
		} else if (op === DaveOp.EXTERNAL_SENDER) {
			this.#passOver(() => session.setExternalSender(payload));
		} else if (op === DaveOp.PROPOSALS) {
			this.#applyKeptCommit();
			this.#passOver(() => this.#answerProposals(session, payload));
		}
	}

	#answerProposals(session: davey.DAVESession, payload: Buffer): void {
		const { commit, welcome } = session.processProposals(
			payload.readUInt8(0),
			payload.subarray(1),
			[...this.#connectedUserIds],
		);
		if (commit) {
			const answer = welcome ? Buffer.concat([commit, welcome]) : commit;
			this.#answer({ op: DaveOp.COMMIT_WELCOME, payload: answer });
		}
	}

	/** Only a commit that fits may wait, as its members have to object to any other at once. */
	#canKeep(transitionId: number, commit: Uint8Array): boolean {
		const isFitting = this.#hasKeys && commitEpoch(commit) === this.epoch;
		return transitionId !== INIT_TRANSITION_ID && this.#sending === 'sealed' && isFitting;
	}

	#applyKeptCommit(): void {
		const kept = this.#keptCommit;
		this.#keptCommit = undefined;
		if (kept) {
			try {
				this.#session?.processCommit(Buffer.from(kept.commit));
			} catch {
				this.#recover(kept.transitionId);
			}
		}
	}

	#take(transitionId: number, process: () => void): void {
		try {
			process();
		} catch {
			this.#recover(transitionId);
			return;
		}
		this.#acknowledge(transitionId);
	}

	#acknowledge(transitionId: number): void {
		this.#pendingVersions.set(transitionId, davey.DAVE_PROTOCOL_VERSION);
		if (transitionId === INIT_TRANSITION_ID) {
			this.#executeTransition(transitionId);
		} else {
			this.#answer({ op: DaveOp.TRANSITION_READY, d: { transition_id: transitionId } });
		}
	}

	#prepareTransition(transitionId: number, version: number): void {
		this.#pendingVersions.set(transitionId, version);
		if (transitionId === INIT_TRANSITION_ID) {
			this.#executeTransition(transitionId);
			return;
		}
		this.#session?.setPassthroughMode(true);
		this.#answer({ op: DaveOp.TRANSITION_READY, d: { transition_id: transitionId } });
	}

	#executeTransition(transitionId: number): void {
		const version = this.#pendingVersions.get(transitionId);
		if (version === undefined) {
			return;
		}
		this.#pendingVersions.delete(transitionId);
		if (this.#keptCommit?.transitionId === transitionId) {
			this.#applyKeptCommit();
		}
		if (version > 0 && this.#protocolVersion === 0) {
			this.#session?.setPassthroughMode(false, PASSTHROUGH_EXPIRY_S);
		}
		this.#protocolVersion = version;
		this.#sending = version === 0 ? 'clear' : this.#hasKeys ? 'sealed' : 'nothing';
	}

	#recover(transitionId: number): void {
		this.#answer({ op: DaveOp.INVALID_COMMIT_WELCOME, d: { transition_id: transitionId } });
		this.#startAnew(davey.DAVE_PROTOCOL_VERSION);
	}

	#startAnew(version: number): void {
		this.#keptCommit = undefined;
		if (this.#session) {
			this.#session.reinit(version, this.userId, this.#channelId);
		} else {
			this.#session = new davey.DAVESession(version, this.userId, this.#channelId);
		}
		if (this.#sending === 'sealed') {
			this.#sending = 'nothing';
		}
		if (this.#protocolVersion === 0) {
			this.#session.setPassthroughMode(true);
		}
		this.#answer({ op: DaveOp.KEY_PACKAGE, payload: this.#session.getSerializedKeyPackage() });
	}

	#passOver(job: () => void): void {
		try {
			job();
		} catch (error) {
			this.#ignored.push(error instanceof Error ? error : new Error(String(error)));
		}
	}

	/** Answers as through a socket: never before `receive` has returned. */
	#answer(message: DaveMessage): void {
		queueMicrotask(() => this.#send(message));
	}
}

function readUserIds(d: unknown): string[] {
	if (typeof d !== 'object' || d === null) {
		return [];
	}
	const list: unknown = Reflect.get(d, 'user_ids');
	const single: unknown = Reflect.get(d, 'user_id');
	const all: unknown[] = Array.isArray(list) ? list : [single];
	return all.filter((userId): userId is string => typeof userId === 'string');
}

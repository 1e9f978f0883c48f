// Where the local buses of listener processes meet: at the process that has podcasts.
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { type Bus, BusError, type BusMessage } from '../bus.js';
import { isAudioSubject } from '../subjects.js';
import { encodeWord } from './bus-words.js';
import { HubMember } from './hub-member.js';
import { Subscriptions } from './subscriptions.js';

/** What a hub works with. */
export interface LocalHubOptions {
	logger: Logger;
	/** Other machines: asked for what nobody here knows. It must not echo; it is not closed here. */
	uplink?: Bus | undefined;
}

/** Whoever asks waits no longer; a question of ours to another machine takes a millisecond. */
const UPLINK_TIMEOUT_MS = 2000;

/**
 * The end of a local bus that hears all others: it is always there. What it says goes to its members
 * alone. What they say is for whoever has subscribed here, and where nobody has for other machines.
 */
export class LocalHub implements Bus {
	readonly isConnected = true;
	readonly awaySinceMs = undefined;
	readonly #options: LocalHubOptions;
	readonly #members = new Set<HubMember>();
	readonly #own: Subscriptions;
	/** Members that want a subject, and what ends their hearing it from other machines. */
	readonly #wanted = new Map<string, { members: Set<HubMember>; leaveUplink: () => void }>();
	readonly #unwatchUplink: () => void;
	#packetsFromUplink = 0;

	constructor(options: LocalHubOptions) {
		const { logger, uplink } = options;
		this.#options = options;
		this.#own = new Subscriptions({
			onError: (error, subject) =>
				logger.error({ err: error, subject }, 'A word on the local bus was lost'),
		});
		this.#unwatchUplink =
			uplink?.watch((isConnected) => {
				// What was said meanwhile is missed: everybody asks again. What is here has not been away.
				if (isConnected) {
					for (const member of this.#members) {
						member.pipe.send({ type: 'renewed' });
					}
				}
			}) ?? (() => {});
	}

	/** Packets of other machines that somebody here wanted, each once. */
	get packetsFromUplink(): number {
		return this.#packetsFromUplink;
	}

	/** Lets another process hear, and say something, until its pipe breaks. */
	join(stream: Duplex): HubMember {
		const member: HubMember = new HubMember(stream, {
			onWanted: (subject) => this.#want(member, subject),
			onUnwanted: (subject) => this.#unwant(member, subject),
			onPublished: (message) => {
				if (this.#own.has(message.subject)) {
					this.#own.tell(message);
				} else {
					this.#options.uplink?.publish(message.subject, message.data);
				}
			},
			ask: (subject, data) => this.#ask(subject, data),
			onGone: (error) => {
				if (error) {
					const { logger } = this.#options;
					logger.warn({ err: error }, 'The local bus has lost a process');
				}
				this.#members.delete(member);
				for (const subject of [...this.#wanted.keys()]) {
					this.#unwant(member, subject);
				}
			},
		});
		this.#members.add(member);
		return member;
	}

	/** It neither comes nor goes. */
	watch(): () => void {
		return () => {};
	}

	/** Sends to those members that want it, framed once for all of them. */
	publish(subject: string, data: Uint8Array): boolean {
		const members = this.#wanted.get(subject)?.members;
		if (members) {
			const word = encodeWord({ type: 'publish', subject, data });
			const isAudio = isAudioSubject(subject);
			for (const member of members) {
				member.send(word, isAudio);
			}
		}
		return true;
	}

	/** Takes back what members have not acted upon: it overtakes what waits in their pipes. */
	retract(subject: string): void {
		const word = encodeWord({ type: 'retract', subject });
		for (const member of this.#wanted.get(subject)?.members ?? []) {
			member.send(word, false);
		}
	}

	/** Calls back with what members say. */
	subscribe(subject: string, callback: (message: BusMessage) => void): () => void {
		return this.#own.add(subject, callback);
	}

	/** Members ask, and are not asked. */
	async request(): Promise<Uint8Array> {
		throw new BusError('no responders');
	}

	/** The same. */
	async requestMany(): Promise<Uint8Array[]> {
		return [];
	}

	/** Resolves when all members have acted upon what was sent before, or are gone. */
	async flush(): Promise<void> {
		await Promise.all([...this.#members].map((member) => member.settled()));
	}

	/** Ends it for all members. */
	async close(): Promise<void> {
		this.#unwatchUplink();
		for (const member of this.#members) {
			member.pipe.close();
		}
		this.#own.clear();
	}

	#want(member: HubMember, subject: string): void {
		const known = this.#wanted.get(subject);
		if (known) {
			known.members.add(member);
			return;
		}
		const leaveUplink =
			this.#options.uplink?.subscribe(subject, ({ data }) => {
				this.#packetsFromUplink += isAudioSubject(subject) ? 1 : 0;
				this.publish(subject, data);
			}) ?? (() => {});
		this.#wanted.set(subject, { members: new Set([member]), leaveUplink });
	}

	#unwant(member: HubMember, subject: string): void {
		const known = this.#wanted.get(subject);
		if (known?.members.delete(member) && known.members.size === 0) {
			this.#wanted.delete(subject);
			known.leaveUplink();
		}
	}

	async #ask(subject: string, data: Uint8Array): Promise<Uint8Array> {
		if (this.#own.has(subject)) {
			// Whoever answers does so at once.
			return new Promise((resolve) => this.#own.tell({ subject, data, respond: resolve }));
		}
		const { uplink } = this.#options;
		if (!uplink) {
			throw new BusError('no responders');
		}
		return uplink.request(subject, data, UPLINK_TIMEOUT_MS);
	}
}

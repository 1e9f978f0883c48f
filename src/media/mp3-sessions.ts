// The MP3 encoders of one thread, by the messages that it is sent.
import type { Mp3Bitrate } from './mp3-bitrate.js';
import { Mp3Encoder } from './mp3-encoder.js';

/** A message to the thread. */
export type Mp3Request = { session: number } & (
	| { kind: 'open'; bitrateKbps: Mp3Bitrate }
	| { kind: 'encode'; packets: readonly Uint8Array[] }
	| { kind: 'close' }
);

/** The thread's answers to packets, in their order; without bytes where the encoder failed. */
export interface Mp3Reply {
	session: number;
	/** Whole MP3 frames. */
	frames: Uint8Array | null;
}

/** Encodes any number of programmes. */
export class Mp3Sessions {
	readonly #encoders = new Map<number, Promise<Mp3Encoder>>();
	readonly #reply: (reply: Mp3Reply) => void;

	constructor(reply: (reply: Mp3Reply) => void) {
		this.#reply = reply;
	}

	/** Does what it is told; a session that fails is closed, the others go on. */
	handle(request: Mp3Request): void {
		const { session } = request;
		if (request.kind === 'open') {
			this.#encoders.set(session, Mp3Encoder.create(request.bitrateKbps));
			return;
		}
		const encoder = this.#encoders.get(session);
		if (request.kind === 'close') {
			this.#encoders.delete(session);
			encoder?.then((opened) => opened.close()).catch(() => {});
			return;
		}
		encoder
			?.then((opened) => this.#reply({ session, frames: opened.encode(request.packets) }))
			.catch(() => {
				if (this.#encoders.delete(session)) {
					this.#reply({ session, frames: null });
				}
			});
	}
}

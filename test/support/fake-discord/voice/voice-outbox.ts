// The numbered messages of one voice session; they outlive its websocket.

/** A message as it goes on the wire: JSON text or binary. */
export type VoiceMessage = string | Uint8Array;

/** Numbers messages, JSON and binary alike, and keeps them for a resume. */
export class VoiceOutbox {
	readonly #messages: VoiceMessage[] = [];

	/** Builds a message with the next number, counting from 1. */
	add(build: (seq: number) => VoiceMessage): VoiceMessage {
		const message = build((this.#messages.length + 1) & 0xffff);
		this.#messages.push(message);
		return message;
	}

	/** Everything after the number the client has seen last; -1: it has seen none. */
	after(seqAck: number): VoiceMessage[] {
		return this.#messages.slice(Math.max(0, seqAck));
	}
}

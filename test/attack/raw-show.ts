// A sender that seals whatever it is given, as a foreign one may.
import nacl from 'tweetnacl';
import { decodeSecretKey } from '../../src/protocol/secret-key.js';
import type { ServerFixture } from '../server/server-fixture.js';
import { Show } from '../server/streams/stream-fixture.js';

/** A live podcast whose packets no code of ours has looked at. */
export class RawShow {
	readonly show: Show;
	readonly #fixture: ServerFixture;
	readonly #secretKey: Uint8Array;
	#counter = 0;

	/** Goes live on a server that a test has started. */
	static async start(fixture: ServerFixture): Promise<RawShow> {
		const show = await Show.start(fixture);
		const receiver = fixture.receiver(show.id);
		const { secretKey } = await receiver.nextEvent();
		receiver.webSocket.terminate();
		return new RawShow(fixture, show, decodeSecretKey(secretKey));
	}

	private constructor(fixture: ServerFixture, show: Show, secretKey: Uint8Array) {
		this.#fixture = fixture;
		this.show = show;
		this.#secretKey = secretKey;
	}

	/** Sends contents of any kind, one in 20 ms of the server's stepped clock. */
	async play(contents: readonly Uint8Array[]): Promise<void> {
		for (const content of contents) {
			this.#counter++;
			const nonce = new Uint8Array(24);
			new DataView(nonce.buffer).setUint32(0, this.#counter);
			const box = nacl.secretbox(content, nonce, this.#secretKey);
			this.show.sender.webSocket.send(Buffer.concat([Uint8Array.of(1), nonce, box]));
			await this.show.sender.roundTrip();
			await this.#fixture.clock.step(20);
		}
	}
}

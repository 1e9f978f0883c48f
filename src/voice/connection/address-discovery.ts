// Asks the voice server for the bot's own address again where the answer does not come.
import { Buffer } from 'node:buffer';
import { NetworkingStatusCode, type VoiceConnection, type VoiceUDPSocket } from '@discordjs/voice';
import type { Clock, Timer } from '../../clock.js';

/** An answer takes a round trip, so one that has not come by then is lost. */
const REPEAT_MS = 500;

/** IP discovery (API documentation, "Voice Connections"): type, length, SSRC, then room to answer. */
const REQUEST = { TYPE: 1, TYPE_OFFSET: 0, LENGTH: 70, LENGTH_OFFSET: 2, SSRC_OFFSET: 4 } as const;
const REQUEST_BYTES = 74;

/**
 * The IP discovery of one connection. The library asks once, by one datagram, which may be lost like
 * any other; then it would wait for ever. What is answered twice does no harm.
 */
export class AddressDiscovery {
	readonly #connection: VoiceConnection;
	readonly #clock: Clock;
	#timer: Timer | undefined;

	constructor(connection: VoiceConnection, clock: Clock) {
		this.#connection = connection;
		this.#clock = clock;
		connection.on('stateChange', () => this.#follow());
	}

	#follow(): void {
		this.#timer?.cancel();
		this.#timer = this.#unanswered && this.#repeatLater();
	}

	#repeatLater(): Timer {
		return this.#clock.at(this.#clock.nowMs() + REPEAT_MS, () => {
			const asked = this.#unanswered;
			asked?.udp.send(makeRequest(asked.ssrc));
			this.#timer = asked && this.#repeatLater();
		});
	}

	/** What the library has asked by, and with which SSRC. */
	get #unanswered(): { udp: VoiceUDPSocket; ssrc: number } | undefined {
		const { state } = this.#connection;
		const networking = 'networking' in state ? state.networking.state : undefined;
		return networking?.code === NetworkingStatusCode.UdpHandshaking
			? { udp: networking.udp, ssrc: networking.connectionData.ssrc }
			: undefined;
	}
}

function makeRequest(ssrc: number): Buffer {
	const request = Buffer.alloc(REQUEST_BYTES);
	request.writeUInt16BE(REQUEST.TYPE, REQUEST.TYPE_OFFSET);
	request.writeUInt16BE(REQUEST.LENGTH, REQUEST.LENGTH_OFFSET);
	request.writeUInt32BE(ssrc, REQUEST.SSRC_OFFSET);
	return request;
}

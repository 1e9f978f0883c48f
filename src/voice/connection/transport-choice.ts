// Which of the transport modes that a voice server offers is asked for.
import type { VoiceWebSocket } from '@discordjs/voice';
import { VoiceOpcodes, type VoiceReceivePayload } from 'discord-api-types/voice/v8';

/** Every voice server of Discord's has to offer it, and to take it. */
const CHEAPER = 'aead_xchacha20_poly1305_rtpsize';

/**
 * Has the library ask for XChaCha20-Poly1305 where it is offered: it takes the first mode that it
 * knows, which is AES-256-GCM: without the processor's instructions for it, that costs more than
 * XChaCha20 (docs/dependencies.md).
 *
 * NOTE: the library reads the list in a listener of its own, so ours comes before it.
 */
export function preferXChaCha20(voiceWebSocket: VoiceWebSocket): void {
	voiceWebSocket.prependListener('packet', (packet: VoiceReceivePayload) => {
		if (packet.op === VoiceOpcodes.Ready && packet.d.modes.includes(CHEAPER as never)) {
			packet.d.modes.sort((a, b) => Number(b === CHEAPER) - Number(a === CHEAPER));
		}
	});
}

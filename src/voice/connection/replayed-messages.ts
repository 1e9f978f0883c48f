// What a voice server repeats before it says that a websocket has resumed.
import { type Networking, NetworkingStatusCode } from '@discordjs/voice';
import { VoiceOpcodes } from 'discord-api-types/voice/v8';

/** Of the messages in JSON, those that follow the group of the end-to-end encryption. */
const GROUP_OPCODES: readonly number[] = [
	VoiceOpcodes.DavePrepareTransition,
	VoiceOpcodes.DaveExecuteTransition,
	VoiceOpcodes.DavePrepareEpoch,
];

/** A state machine's handlers, which it binds to each of its websockets anew. */
interface Handlers {
	onWsBinary(message: unknown): void;
	onWsPacket(packet: { op: number }): void;
}

/**
 * Lets messages of the group wait, in their order, while the websocket resumes.
 *
 * NOTE: the library drops them until then, so that the group would be lost where they come first.
 * In which order a voice server sends them is documented nowhere; the main gateway repeats first.
 *
 * @param onRefused - of a message that the library refuses
 */
export function keepReplayed(networking: Networking, onRefused: (error: unknown) => void): void {
	const handlers = networking as unknown as Handlers;
	const onWsBinary = handlers.onWsBinary.bind(networking);
	const onWsPacket = handlers.onWsPacket.bind(networking);
	let waiting: (() => void)[] = [];
	const isResuming = () => networking.state.code === NetworkingStatusCode.Resuming;
	handlers.onWsBinary = (message) => {
		if (isResuming()) {
			waiting.push(() => onWsBinary(message));
		} else {
			onWsBinary(message);
		}
	};
	handlers.onWsPacket = (packet) => {
		if (isResuming() && GROUP_OPCODES.includes(packet.op)) {
			waiting.push(() => onWsPacket(packet));
			return;
		}
		onWsPacket(packet);
		if (packet.op === VoiceOpcodes.Resumed) {
			const replayed = waiting;
			waiting = [];
			for (const handle of replayed) {
				try {
					handle();
				} catch (error) {
					onRefused(error);
				}
			}
		}
	};
}

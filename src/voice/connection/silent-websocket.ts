// Voice websockets that answer no heartbeats any more.
import type { VoiceWebSocket } from '@discordjs/voice';
import type { WebSocket } from 'ws';

/**
 * Has the library cut a voice websocket that answers no heartbeats, and not close it: whoever is
 * silent does not answer that either, for which `ws` waits 30 s before the library may resume.
 *
 * NOTE: then alone does the library close without a code.
 */
export function cutWhereSilent(voiceWebSocket: VoiceWebSocket): void {
	const { ws } = voiceWebSocket as unknown as { ws: WebSocket };
	const close = ws.close.bind(ws);
	ws.close = (code, reason) => {
		if (code === undefined) {
			ws.terminate();
		} else {
			close(code, reason);
		}
	};
}

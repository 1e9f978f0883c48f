// Settings of a podcast's way from Discord to its server.
import type { ShowSettings } from '../show/on-air-options.js';
import { amount } from './shapes/setting-shapes.js';

/** With their defaults. */
const ON_AIR_VARIABLES = {
	VOICE_JOIN_TIMEOUT_MS: ['voiceJoinTimeoutMs', 15_000],
	VOICE_RECONNECT_TIMEOUT_MS: ['voiceReconnectTimeoutMs', 300_000],
	PODCAST_START_TIMEOUT_MS: ['podcastStartTimeoutMs', 15_000],
	PODCAST_RECONNECT_TIMEOUT_MS: ['podcastReconnectTimeoutMs', 300_000],
	PODCAST_HELLO_TIMEOUT_MS: ['podcastHelloTimeoutMs', 8_000],
	SENDER_BUFFER_BYTES: ['senderMaxBufferedBytes', 65_536],
	SILENCE_WARNING_MS: ['silenceWarningMs', 300_000],
	IDLE_STOP_MS: ['idleStopMs', 300_000],
} as const satisfies Record<string, readonly [keyof ShowSettings, number]>;

/** What may wait in one socket. */
const MAX_BUFFER_BYTES = 64 * 2 ** 20;

type OnAirVariable = keyof typeof ON_AIR_VARIABLES;

/** The shape of each. */
export const onAirSettings = Object.fromEntries(
	Object.entries(ON_AIR_VARIABLES).map(([variable, [, fallback]]) => [
		variable,
		amount(variable, {
			min: 1,
			max: variable.endsWith('_BYTES') ? MAX_BUFFER_BYTES : 2 ** 31 - 1,
		}).default(fallback),
	]),
) as Record<OnAirVariable, ReturnType<ReturnType<typeof amount>['default']>>;

/** The settings of this way among all of them. */
export function pickOnAirSettings(settings: Record<OnAirVariable, number>): ShowSettings {
	return Object.fromEntries(
		Object.entries(ON_AIR_VARIABLES).map(([variable, [name]]) => [
			name,
			settings[variable as OnAirVariable],
		]),
	) as Record<keyof ShowSettings, number>;
}

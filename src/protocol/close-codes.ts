// The websocket close codes of the podcast protocol, and what each means to a sender.

/** Close codes that a podcast server uses; the Disconnect event carries them as its reason. */
export const CloseCode = {
	CREDENTIALS_MISSING: 4000,
	CREDENTIALS_WRONG: 4001,
	INVALID_PAYLOAD: 4002,
	SENDER_DISCONNECTED: 4003,
	SENDER_ALREADY_CONNECTED: 4004,
	SENDER_TIMEOUT: 4005,
	NO_SUCH_PODCAST: 4006,
} as const;

/**
 * Whoever restarts will be back: a server's listeners, and a sender's podcast, wait for it (IANA,
 * WebSocket Close Code Number Registry).
 */
export const SERVICE_RESTART = 1012;

/** One of the podcast protocol's close codes. */
export type CloseCode = (typeof CloseCode)[keyof typeof CloseCode];

/** Meanings by code, as sent with the close frame. */
export const CLOSE_REASONS: Readonly<Record<CloseCode, string>> = {
	[CloseCode.CREDENTIALS_MISSING]: 'Credentials missing',
	[CloseCode.CREDENTIALS_WRONG]: 'Credentials wrong',
	[CloseCode.INVALID_PAYLOAD]: 'The sender sent an invalid payload',
	[CloseCode.SENDER_DISCONNECTED]: 'The sender disconnected',
	[CloseCode.SENDER_ALREADY_CONNECTED]: 'A sender is already connected',
	[CloseCode.SENDER_TIMEOUT]: 'No sender connected in time',
	[CloseCode.NO_SUCH_PODCAST]: 'No such podcast',
};

/** Whether the number is one of the podcast protocol's close codes. */
export function isCloseCode(code: number): code is CloseCode {
	return code in CLOSE_REASONS;
}

/** Close codes after which the podcast no longer exists. */
const PODCAST_GONE_CODES: ReadonlySet<number> = new Set([
	CloseCode.INVALID_PAYLOAD,
	CloseCode.SENDER_DISCONNECTED,
	CloseCode.SENDER_TIMEOUT,
	CloseCode.NO_SUCH_PODCAST,
]);

/** Whether this close code says that the podcast no longer exists. */
export function isGoneCode(code: number): boolean {
	return PODCAST_GONE_CODES.has(code);
}

// Why frames are not sent to the podcast server.

/** All reasons for which a frame is not sent. */
export const SENDER_DROP_REASONS = [
	'podcast not connected',
	'podcast connection too slow',
	'nonce would repeat',
	'frame too long',
] as const;

/** Why a frame was not sent. */
export type SenderDropReason = (typeof SENDER_DROP_REASONS)[number];

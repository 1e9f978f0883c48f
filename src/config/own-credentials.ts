// The bot as a client of a podcast server: credentials that were given, or those at its own server.
import { createHmac } from 'node:crypto';

/** Credentials of one client of a podcast server. */
export interface ClientCredentials {
	clientId: string;
	clientToken: string;
}

/** Where ids begin that have 12 digits, and how many of them there are. */
const FIRST_CLIENT_ID = 1e11;
const CLIENT_IDS = 9e11;

/**
 * Makes the credentials of the bot at its own server. They come from the bot token, so that after
 * a restart the bot is the client that its podcasts belong to; they do not tell the bot token.
 */
export function deriveCredentials(botToken: string): ClientCredentials {
	const derive = (purpose: string) =>
		createHmac('sha256', botToken).update(`discord-podcasts ${purpose}`).digest();
	return {
		clientId: String(FIRST_CLIENT_ID + (derive('client id').readUIntBE(0, 6) % CLIENT_IDS)),
		clientToken: derive('client token').toString('base64url'),
	};
}

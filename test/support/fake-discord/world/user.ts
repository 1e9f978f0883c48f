// A Discord account.
import type { Payload } from './payload.js';

/** A person's or a bot's account. */
export interface User {
	id: string;
	username: string;
	globalName: string | null;
	isBot: boolean;
}

/** The account as REST and gateway show it. */
export function userPayload(user: User): Payload {
	return {
		id: user.id,
		username: user.username,
		global_name: user.globalName,
		discriminator: user.isBot ? '0001' : '0',
		avatar: null,
		bot: user.isBot,
		public_flags: 0,
	};
}

// Which main gateway sessions are an account's own in this process.
import { type Client, GatewayDispatchEvents } from 'discord.js';

const sessions = new WeakMap<Client, OwnSessions>();

/** Notes the sessions of a client from now on. Call it before it logs in. */
export function noteSessions(client: Client): void {
	sessions.set(client, new OwnSessions(client));
}

/** The sessions of a client, where they are noted. */
export function ownSessionsOf(client: Client): OwnSessions | undefined {
	return sessions.get(client);
}

/**
 * Session ids as READY tells them. A voice state names the session that it belongs to, so one of
 * the account with another session is another process's doing.
 */
export class OwnSessions {
	readonly #ids = new Set<string>();
	#isProven = false;

	constructor(client: Client) {
		client.ws.on(GatewayDispatchEvents.Ready, ({ session_id }: { session_id?: unknown }) => {
			if (typeof session_id === 'string') {
				this.#ids.add(session_id);
			}
		});
	}

	/** Whether a voice state of ours has named one of these sessions, as Discord does it. */
	get isProven(): boolean {
		return this.#isProven;
	}

	/** Whether the account's voice state with this session is not of this process. */
	isForeign(sessionId: string | null | undefined): boolean {
		if (typeof sessionId !== 'string' || this.#ids.size === 0) {
			return false;
		}
		const isOwn = this.#ids.has(sessionId);
		this.#isProven ||= isOwn;
		return !isOwn;
	}
}

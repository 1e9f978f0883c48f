// What ends an account's connection to Discord for good, and how it is noticed.
import { type Client, Events, RESTEvents, Routes } from 'discord.js';
import type { Logger } from 'pino';

/** A close code of the gateway after which there is no coming back, or a token that is void. */
export type GatewayEndCause = number | 'token';

/** Who is watched, and who is told. */
export interface GatewayWatchOptions {
	client: Client;
	token: string;
	logger: Logger;
	/** Called once, before anything else hears of it. */
	onEnd: (cause: GatewayEndCause) => void;
}

/**
 * Notices the end of an account: by the gateway's close code, or by REST, which refuses a token that
 * is void also where the gateway is silent. The REST client forgets its token at the first 401,
 * whatever that was for, so it is given it again, and Discord is asked whether it is void.
 */
export function watchGatewayEnd(options: GatewayWatchOptions): void {
	const { client, logger, onEnd, token } = options;
	let isOver = false;
	let isAsking = false;
	const end = (cause: GatewayEndCause) => {
		if (!isOver) {
			isOver = true;
			onEnd(cause);
		}
	};
	const ask = async () => {
		// The client forgets the token after it has told of the answer.
		await new Promise((resolve) => setImmediate(resolve));
		client.rest.setToken(token);
		try {
			await client.rest.get(Routes.user());
		} catch (error) {
			client.rest.setToken(token);
			if ((error as { status?: unknown }).status === 401) {
				end('token');
			} else {
				logger.warn({ err: error }, 'Whether the token is valid could not be asked');
			}
		} finally {
			isAsking = false;
		}
	};
	// Before the library ends voice connections, which would tell of a lesser reason.
	client.prependListener(Events.ShardDisconnect, ({ code }) => end(code));
	client.rest.on(RESTEvents.Response, ({ data }, { status }) => {
		if (status === 401 && data.auth && client.isReady() && !isOver && !isAsking) {
			isAsking = true;
			void ask();
		}
	});
}

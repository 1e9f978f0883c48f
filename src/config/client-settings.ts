// Settings of the bot as a client of a podcast server: which one, and who the bot is there.

import type { ClientCredentials } from './own-credentials.js';
import { apiBase } from './shapes/address-shapes.js';
import { credential, hostList } from './shapes/setting-shapes.js';

/** The shape of each. */
export const clientSettings = {
	PODCAST_API_URL: apiBase(/\/(?:podcast|list)\/*$/).optional(),
	PODCAST_WEBSOCKET_HOSTS: hostList.default([]),
	PODCAST_CLIENT_ID: credential('client id').optional(),
	PODCAST_TOKEN: credential('client token').optional(),
};

/** @returns undefined where they are not set */
export function pickCredentials(settings: {
	PODCAST_CLIENT_ID?: string | undefined;
	PODCAST_TOKEN?: string | undefined;
}): ClientCredentials | undefined {
	const { PODCAST_CLIENT_ID: clientId, PODCAST_TOKEN: clientToken } = settings;
	return clientId === undefined || clientToken === undefined
		? undefined
		: { clientId, clientToken };
}

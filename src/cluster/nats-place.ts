// Where NATS is, and how its client is told so.
import { readFile } from 'node:fs/promises';
import type { ConnectionOptions } from '@nats-io/transport-node';

/** What NATS's client exports. */
export type NatsClient = typeof import('@nats-io/transport-node');

/** Where NATS is, and as whom we come. */
export interface NatsPlace {
	/** `nats://` or `tls://`, of one cluster; a user and a password may stand in the first. */
	servers: readonly string[];
	user?: string | undefined;
	password?: string | undefined;
	/** A `.creds` file. */
	credentialsFile?: string | undefined;
	/** Certificates that the servers' are checked with, in PEM. */
	caFile?: string | undefined;
	/** Where answers to this process come, so that nobody else may read them. */
	inboxPrefix?: string | undefined;
}

/** Loads NATS's client; it is an optional dependency. */
export function loadNatsClient(): Promise<NatsClient> {
	return import('@nats-io/transport-node');
}

/**
 * Who and where, for NATS's client.
 *
 * NOTE: the client itself goes by no scheme and no user of a URL (nats-core, lib/servers.js): a
 * server that has no TLS would be spoken to without, `tls://` or not.
 *
 * @throws the system's error if a file cannot be read
 */
export async function connectionOptions(
	{ credsAuthenticator }: NatsClient,
	place: NatsPlace,
): Promise<ConnectionOptions> {
	const { caFile, credentialsFile, inboxPrefix } = place;
	const urls = place.servers.map((server) => new URL(server));
	const [first] = urls;
	const user = place.user ?? (decodeURIComponent(first?.username ?? '') || undefined);
	const password = place.password ?? (decodeURIComponent(first?.password ?? '') || undefined);
	const credentials = credentialsFile && (await readFile(credentialsFile));
	const ca = caFile && (await readFile(caFile, 'utf8'));
	const isTls = ca !== undefined || urls.some(({ protocol }) => protocol === 'tls:');
	return {
		servers: urls.map(({ host }) => host),
		...(user !== undefined && { user }),
		...(password !== undefined && { pass: password }),
		...(credentials && { authenticator: credsAuthenticator(credentials) }),
		...(isTls && { tls: { ...(ca && { ca }) } }),
		...(inboxPrefix !== undefined && { inboxPrefix }),
	};
}

// Whether NATS is there for us as it should be: reached, by TLS or not, and with which permissions.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { connectionOptions, loadNatsClient, type NatsPlace } from './nats-place.js';

const CONNECT_TIMEOUT_MS = 5000;

/** Subjects that are tried; what is published is empty. */
export interface TriedSubjects {
	publish: readonly string[];
	subscribe: readonly string[];
}

/** What came of it. */
export interface NatsFinding {
	version: string;
	isTls: boolean;
	roundTripMs: number;
	/** Those among the tried ones that NATS does not permit. */
	refused: TriedSubjects;
}

/** Why NATS lets nobody in. */
export class NatsRefusal extends Error {
	override name = 'NatsRefusal';
}

/**
 * Connects once, tries each subject, and leaves.
 *
 * @throws {NatsRefusal} if NATS knows neither user nor password
 * @throws the system's or the client's error if NATS is not reached, or a file cannot be read
 */
export async function tryNats(
	place: NatsPlace,
	tried: TriedSubjects,
	signal: AbortSignal,
): Promise<NatsFinding> {
	const client = await loadNatsClient();
	const { AuthorizationError, PermissionViolationError } = client.errors;
	const options = {
		...(await connectionOptions(client, place)),
		...{ name: 'doctor', reconnect: false, timeout: CONNECT_TIMEOUT_MS },
	};
	const connection = await client.connect(options).catch((error: unknown) => {
		throw error instanceof AuthorizationError ? new NatsRefusal(error.message) : error;
	});
	const leave = () => void connection.close();
	signal.addEventListener('abort', leave, { once: true });
	try {
		const refused: Record<'publish' | 'subscription', string[]> = { publish: [], subscription: [] };
		void (async () => {
			for await (const status of connection.status()) {
				if (status.type === 'error' && status.error instanceof PermissionViolationError) {
					refused[status.error.operation].push(status.error.subject);
				}
			}
		})();
		for (const subject of tried.subscribe) {
			connection.subscribe(subject, { callback: () => {} });
		}
		for (const subject of tried.publish) {
			connection.publish(subject);
		}
		await connection.flush();
		const sentAtMs = performance.now();
		await connection.flush();
		const roundTripMs = Number((performance.now() - sentAtMs).toFixed(1));
		// What NATS said before its last answer is read by then.
		await nextTurn();
		return {
			version: connection.info?.version ?? 'unknown',
			isTls: connection.info?.tls_required === true || connection.info?.tls_available === true,
			roundTripMs,
			refused: { publish: refused.publish, subscribe: refused.subscription },
		};
	} finally {
		signal.removeEventListener('abort', leave);
		await connection.close();
	}
}

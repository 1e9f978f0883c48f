// The bus of a process of ours, where the machine is not the only one.
import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import type { Bus } from '../cluster/bus.js';
import type { ClusterConfig } from '../config/cluster-settings.js';
import { ConfigError } from '../errors.js';

/**
 * Opens the bus; what it needs is loaded here alone.
 *
 * @param options.name - of the process, as NATS's own lists show it
 * @returns undefined where this machine is the only one
 * @throws {ConfigError} if a file cannot be read, or NATS's client is not installed
 */
export async function openBus(options: {
	cluster: ClusterConfig;
	name: string;
	/** Whether what it sends comes back to its own subscriptions; default yes. */
	isEchoing?: boolean;
	clock: Clock;
	logger: Logger;
}): Promise<Bus | undefined> {
	const { nats } = options.cluster;
	if (!nats) {
		return undefined;
	}
	const { NatsBus } = await import('../cluster/nats-bus.js');
	try {
		return await NatsBus.open({ ...options, place: nats });
	} catch (error) {
		throw wrongPlace(error, nats.credentialsFile);
	}
}

function wrongPlace(error: unknown, credentialsFile: string | undefined): unknown {
	const { code, path } = error as NodeJS.ErrnoException;
	if (code === 'ERR_MODULE_NOT_FOUND') {
		const message = 'expected the package @nats-io/transport-node, which was left out: npm install';
		return new ConfigError('NATS_URL', message);
	}
	if (path === undefined) {
		return error;
	}
	const variable = path === credentialsFile ? 'NATS_CREDENTIALS' : 'NATS_CA';
	return new ConfigError(variable, `expected a file that can be read, got ${code ?? error}`);
}

// Podcast servers of a test's own on a real nats-server, each with its own connection to it.
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { type Clock, systemClock } from '../../../src/clock.js';
import type { Bus } from '../../../src/cluster/bus.js';
import { NatsBus } from '../../../src/cluster/nats-bus.js';
import type { PodcastServerOptions } from '../../../src/server/podcast-server.js';
import { ServerFixture } from '../../server/server-fixture.js';
import { NatsServer } from '../../support/nats-server.js';
import { until } from '../../support/until.js';

/** A server, and its bus. */
export interface JoinedServer {
	fixture: ServerFixture;
	bus: Bus;
}

/** A nats-server that ends with the test. */
export async function startNats(
	options: Parameters<typeof NatsServer.start>[0] = {},
): Promise<NatsServer> {
	const nats = await NatsServer.start(options);
	onTestFinished(() => nats.stop());
	return nats;
}

/** A connection to it. */
export async function joinNats(nats: NatsServer, name: string): Promise<Bus> {
	const bus = await NatsBus.open({
		place: { servers: [nats.ports.url] },
		name,
		clock: systemClock,
		logger: pino({ level: 'silent' }),
	});
	onTestFinished(() => bus.close());
	await until(() => bus.isConnected).toBe(true);
	return bus;
}

/** How a server is started. */
interface JoiningOptions extends Pick<Partial<PodcastServerOptions>, 'catchUps' | 'clients'> {
	clock?: Clock;
	isEdgeOnly?: boolean;
}

/** A podcast server on it. */
export async function joinServer(
	nats: NatsServer,
	name: string,
	{ clock = systemClock, isEdgeOnly = true, ...options }: JoiningOptions = {},
): Promise<JoinedServer> {
	const bus = await joinNats(nats, name);
	const fixture = await ServerFixture.start({
		...options,
		clock,
		cluster: { bus, prefix: 'podcasts', isEdgeOnly, edgeUnsubscribeMs: 10_000 },
	});
	return { bus, fixture };
}

/** What a nats-server tells of a connection. */
interface NatsConnection {
	name: string;
	out_msgs: number;
	subscriptions_list?: string[];
}

/** What the nats-server tells of its connections, by their names. */
export async function connectionsOf(nats: NatsServer): Promise<Map<string, NatsConnection>> {
	const connections = await listConnections(nats);
	return new Map(connections.map((connection) => [connection.name, connection]));
}

/** Resolves when whoever asks a nats-server for a podcast is led to its origin. */
export async function untilFindable(nats: NatsServer, podcastId: string): Promise<void> {
	await until(async () => {
		const parties = [...(await listConnections(nats)), ...(await listRoutes(nats))];
		return parties.flatMap(({ subscriptions_list: list = [] }) => list);
	}).toContain(`podcasts.v1.${podcastId}.get`);
}

/** How many there are. */
export async function countConnections(nats: NatsServer): Promise<number> {
	return (await listConnections(nats)).length;
}

async function listConnections({ ports }: NatsServer): Promise<NatsConnection[]> {
	const response = await fetch(`${ports.monitorUrl}/connz?subs=1`);
	return ((await response.json()) as { connections: NatsConnection[] }).connections;
}

/** Other servers of its cluster, and what it hears over them. */
export async function listRoutes({
	ports,
}: NatsServer): Promise<Pick<NatsConnection, 'subscriptions_list'>[]> {
	const response = await fetch(`${ports.monitorUrl}/routez?subs=1`);
	return ((await response.json()) as { routes: NatsConnection[] | null }).routes ?? [];
}

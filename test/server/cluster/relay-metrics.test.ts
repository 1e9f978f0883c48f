// What GET /metrics says of a bus, and of what goes over it.
import { expect, onTestFinished, test } from 'vitest';
import { Metrics } from '../../../src/metrics/metrics.js';
import type { PodcastServer } from '../../../src/server/podcast-server.js';
import { parsePrometheusText } from '../../support/prometheus-text.js';
import { until } from '../../support/until.js';
import { audioPacket, ServerFixture } from '../server-fixture.js';
import { ClusterFixture } from './cluster-fixture.js';

/** Values by name and labels, of all that concerns other machines. */
async function relayMetrics(server: PodcastServer): Promise<Record<string, number>> {
	const metrics = new Metrics();
	onTestFinished(() => metrics.close());
	metrics.watchServer(() => server.stats());
	const samples = [...parsePrometheusText(await metrics.scrape()).values()].flatMap((metric) => [
		...metric.samples,
	]);
	return Object.fromEntries(
		samples
			.filter(([name]) => /_(bus|relay)_|"relay"/.test(name))
			.map(([name, value]) => [
				name
					.replaceAll(/[{},]|\w+="|"/g, ' ')
					.replaceAll(/ +/g, ' ')
					.trim(),
				value,
			]),
	);
}

test('edges count what came, what did not, and who hears it; origins what they sent, once each', async () => {
	const cluster = new ClusterFixture();
	const { fixture: origin } = await cluster.origin();
	const edges = [await cluster.edge(), await cluster.edge()] as const;
	const [{ bus, fixture: edge }] = edges;
	const { id, sender } = await origin.goLive(0);
	const remote = [edge.receiver(id), edges[1].fixture.receiver(id)] as const;
	await Promise.all(remote.map((receiver) => receiver.next()));
	const say = async (number: number, ...hearing: readonly (typeof remote)[number][]) => {
		sender.webSocket.send(audioPacket(100, number));
		await Promise.all(hearing.map((receiver) => receiver.next()));
	};
	await say(1, ...remote);
	bus.setConnected(false);
	await say(2, remote[1]);
	bus.setConnected(true);
	await say(3, ...remote);
	await cluster.clock.step(5000);
	await until(() => edge.server.stats().relay?.bus.roundTripMs).toBe(0);
	expect(await relayMetrics(edge.server)).toEqual({
		podcast_bus_connected: 1,
		podcast_bus_disconnections_total: 1,
		podcast_bus_round_trip_seconds: 0,
		'podcast_relay_packets_total sent': 0,
		'podcast_relay_packets_total received': 2,
		'podcast_relay_podcasts origin': 0,
		'podcast_relay_podcasts edge': 1,
		'podcast_relay_listeners origin': 0,
		'podcast_relay_listeners edge': 1,
		'podcast_frames_lost_total relay never_arrived': 1,
	});
	expect(await relayMetrics(origin.server)).toMatchObject({
		'podcast_relay_packets_total sent': 3,
		'podcast_relay_podcasts origin': 1,
		'podcast_relay_listeners origin': 2,
	});
	sender.webSocket.close();
	await until(() => edge.server.stats().relay?.edge).toEqual([]);
	expect(await relayMetrics(edge.server)).toMatchObject({
		'podcast_relay_packets_total received': 2,
		'podcast_frames_lost_total relay never_arrived': 1,
	});
	bus.setConnected(false);
	const away = await relayMetrics(edge.server);
	expect(away).toMatchObject({ podcast_bus_connected: 0, podcast_bus_disconnections_total: 2 });
	expect(away).not.toHaveProperty('podcast_bus_round_trip_seconds');
});

test('a server that is alone says nothing of a bus', async () => {
	const { server } = await ServerFixture.start();
	expect(await relayMetrics(server)).toEqual({});
});

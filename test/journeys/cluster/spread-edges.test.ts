// Servers with listener processes on a real nats-server: what is here needs no NATS, what is not comes by it.
import { describe, expect, test } from 'vitest';
import { RawClient } from '../../contract/raw-client.js';
import { audioPacket, LISTENER, OWNER, packetNumber } from '../../server/server-fixture.js';
import { HAS_NATS_SERVER } from '../../support/nats-server.js';
import { until } from '../../support/until.js';
import { ChildProgram } from '../program/child-program.js';
import { countConnections, startNats, untilFindable } from './servers-on-nats.js';

describe.skipIf(!HAS_NATS_SERVER)('over nats-server,', () => {
	test('listener processes hear podcasts of other machines, and those of their own without NATS', async () => {
		const nats = await startNats();
		const start = async (more: Record<string, string>) => {
			const program = new ChildProgram('server', {
				...{ PORT: '0', NATS_URL: nats.ports.url, SERVER_PROCESSES: '2', ...more },
				PODCAST_CLIENTS: `${OWNER.clientId}:${OWNER.token},${LISTENER.clientId}:${LISTENER.token}`,
			});
			const [, url = ''] = await program.printed(/Podcast server: (\S+?),? /);
			const metrics = async () => (await fetch(`${url}/metrics`)).text();
			return { metrics, program, url };
		};
		const [origin, edge] = await Promise.all([start({}), start({ ROLE: 'edge' })]);
		// Processes have no connection of their own.
		await until(() => countConnections(nats)).toBe(2);
		const created = await fetch(`${origin.url}/podcast`, { method: 'POST', headers: OWNER });
		const { id } = (await created.json()) as { id: string };
		const connect = ({ url }: { url: string }, headers: Record<string, string>) =>
			new RawClient(`${url.replace('http', 'ws')}/?id=${id}`, headers);
		const sender = connect(origin, { ...OWNER, isSender: 'true' });
		await sender.next();
		await untilFindable(nats, id);
		const here = connect(origin, LISTENER);
		const there = [connect(edge, LISTENER), connect(edge, LISTENER)] as const;
		await Promise.all([here, ...there].map((receiver) => receiver.next()));
		expect((await connect(edge, { ...LISTENER, token: 'wrong' }).closed).code).toBe(4001);
		const view = async () => {
			const answer = await fetch(`${origin.url}/api/podcasts/${id}`, { headers: OWNER });
			return ((await answer.json()) as { listeners: number }).listeners;
		};
		await until(view).toBe(3);
		await until(edge.metrics).toMatch(/^podcast_listener_process_connections\{process="1"\} 2$/m);
		await until(edge.metrics).toMatch(/^podcast_relay_listeners\{role="edge"\} 2$/m);
		expect(await origin.metrics()).toMatch(/^podcast_relay_listeners\{role="origin"\} 2$/m);
		const send = (number: number) => sender.webSocket.send(audioPacket(100, number));
		send(1);
		for (const receiver of [here, ...there]) {
			expect(packetNumber(await receiver.next())).toBe(1);
		}
		// Once for both, and none comes back.
		expect(await edge.metrics()).toContain('podcast_relay_packets_total{direction="received"} 1\n');
		expect(await origin.metrics()).toContain('podcast_relay_packets_total{direction="sent"} 1\n');

		await fetch(`${origin.url}/api/podcasts/${id}/silence`, { method: 'POST', headers: OWNER });
		for (const receiver of [here, ...there]) {
			expect(await receiver.nextEvent()).toEqual({ type: 1000 });
		}
		await nats.stop();
		await until(origin.metrics).toMatch(/^podcast_bus_connected 0$/m);
		send(2);
		expect(packetNumber(await here.next())).toBe(2);
		// What is decided meanwhile is made up for: silence among it.
		await fetch(`${origin.url}/api/podcasts/${id}/silence`, { method: 'POST', headers: OWNER });
		expect(await here.nextEvent()).toEqual({ type: 1000 });
		const again = await startNats({ port: nats.port });
		await until(() => countConnections(again)).toBe(2);
		for (const receiver of there) {
			expect(await receiver.nextEvent()).toEqual({ type: 1000 });
		}
		send(3);
		for (const receiver of [here, ...there]) {
			expect(packetNumber(await receiver.next())).toBe(3);
		}
		await edge.program.stop('SIGTERM', 'SIGTERM');
		for (const receiver of there) {
			expect((await receiver.closed).code).toBe(1012);
		}
		expect(here.webSocket.readyState).toBe(1);
		await until(view).toBe(1);
		expect(await origin.program.stop('SIGTERM')).toMatchObject({ code: 0 });
	});
});

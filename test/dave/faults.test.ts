import { afterEach, beforeEach, expect, test } from 'vitest';
import { DaveOp } from '../support/fake-discord/dave/dave-message.js';
import {
	CHANNEL_ID,
	expectAllHeard,
	expectOneGroup,
	joinLibraryClient,
	joinMember,
	opsTo,
	opusFrame,
	seal,
	unseal,
	userIdOf,
} from '../support/fake-discord/dave/one-group.js';
import { ShuffledGateway } from '../support/fake-discord/dave/shuffled-gateway.js';
import { TRANSITION_TIMEOUT_MS } from '../support/fake-discord/dave/transition-queue.js';

let gateway: ShuffledGateway;

beforeEach(() => {
	gateway = new ShuffledGateway({ channelId: CHANNEL_ID, seed: 11 });
});

afterEach(() => gateway.close());

/** Two simulated members and a client of the library, in one group. */
async function formGroup() {
	const members = [joinMember(gateway, 1), joinMember(gateway, 2)];
	await gateway.settle();
	const library = joinLibraryClient(gateway, 3);
	await gateway.settle();
	const clients = [...members.map(({ client }) => client), library.client];
	return { clients, library };
}

/** Delivers until a Welcome has reached the connection, and says how much time had to pass. */
async function nextWelcome(connectionId: string): Promise<number> {
	const countWelcomes = () =>
		opsTo(gateway, connectionId).filter((op) => op === DaveOp.WELCOME).length;
	const before = countWelcomes();
	for (let waitedMs = 0; waitedMs < 2_000; waitedMs += 1) {
		for (let count = -1; count !== gateway.delivered.length; ) {
			count = gateway.delivered.length;
			await gateway.deliver(5);
			if (countWelcomes() > before) {
				return waitedMs;
			}
		}
		await gateway.clock.step(1);
	}
	throw new Error('No Welcome comes');
}

test('an old commit makes the library restart, and it is taken in again', async () => {
	const { clients, library } = await formGroup();
	const epoch = gateway.service.epoch;
	gateway.service.faults.announceOldCommit(library.connectionId);
	await gateway.deliver();
	await gateway.settle();
	expectOneGroup(gateway, clients);
	expect(gateway.service.epoch).toBeGreaterThan(epoch);
	expect(opsTo(gateway, library.connectionId).at(-2)).toBe(DaveOp.WELCOME);
	expect(library.client.thrown).toEqual([]);
});

test('an old commit makes a simulated member restart, too', async () => {
	const { clients } = await formGroup();
	gateway.service.faults.announceOldCommit('c1');
	await gateway.deliver();
	await gateway.settle();
	expectOneGroup(gateway, clients);
});

test('there is no old commit before the first one', () => {
	joinMember(gateway, 1);
	expect(() => gateway.service.faults.announceOldCommit('c1')).toThrow('no commit yet');
});

test('a garbage Welcome in the group makes the library restart', async () => {
	const { clients, library } = await formGroup();
	gateway.service.faults.sendGarbageWelcome(library.connectionId);
	await gateway.deliver();
	await gateway.settle();
	expectOneGroup(gateway, clients);
});

test('a joiner with a broken Welcome gets another one', async () => {
	const members = [joinMember(gateway, 1), joinMember(gateway, 2)];
	await gateway.settle();
	const library = joinLibraryClient(gateway, 3);
	gateway.service.faults.garbleNextWelcome(library.connectionId);
	await gateway.settle();
	expectOneGroup(gateway, [...members.map(({ client }) => client), library.client]);
	const ops = opsTo(gateway, library.connectionId);
	expect(ops.filter((op) => op === DaveOp.WELCOME)).toHaveLength(2);
});

test('after a second broken Welcome in a row the library stays deaf until it connects again', async () => {
	const members = [joinMember(gateway, 1), joinMember(gateway, 2)];
	await gateway.settle();
	const library = joinLibraryClient(gateway, 3);
	gateway.service.faults.garbleNextWelcome(library.connectionId);
	await nextWelcome(library.connectionId);
	gateway.service.faults.garbleNextWelcome(library.connectionId);
	await nextWelcome(library.connectionId);
	await gateway.settle();
	expect(library.client.dave?.session?.ready).toBe(false);
	const again = joinLibraryClient(gateway, 3);
	await gateway.settle();
	expectOneGroup(gateway, [...members.map(({ client }) => client), again.client]);
});

test('without op 22 the library keeps the transition pending, the others execute theirs', async () => {
	const { clients, library } = await formGroup();
	const release = gateway.service.faults.withholdExecutes(library.connectionId);
	const joiner = joinMember(gateway, 4);
	await gateway.settle();
	const executed = library.client.transitioned.length;
	expectAllHeard([...clients, joiner.client]);
	expect(opsTo(gateway, library.connectionId).at(-1)).toBe(DaveOp.ANNOUNCE_COMMIT);
	release();
	await gateway.settle();
	expect(library.client.transitioned).toHaveLength(executed + 1);
});

test('a late Welcome holds up what follows it, and op 22 does not wait for it', async () => {
	const { clients, library } = await formGroup();
	const joiner = joinLibraryClient(gateway, 4);
	gateway.service.faults.delayNextWelcome(joiner.connectionId, 5_000);
	await gateway.deliver();
	expect(opsTo(gateway, joiner.connectionId)).toEqual([DaveOp.EXTERNAL_SENDER]);
	expect(opsTo(gateway, library.connectionId).at(-1)).toBe(DaveOp.ANNOUNCE_COMMIT);
	await gateway.clock.step(TRANSITION_TIMEOUT_MS);
	await gateway.deliver();
	expect(opsTo(gateway, library.connectionId).at(-1)).toBe(DaveOp.EXECUTE_TRANSITION);
	await gateway.clock.step(2_999);
	await gateway.deliver();
	expect(opsTo(gateway, joiner.connectionId)).toEqual([DaveOp.EXTERNAL_SENDER]);
	await gateway.clock.step(1);
	await gateway.deliver();
	expect(opsTo(gateway, joiner.connectionId)).toEqual([
		DaveOp.EXTERNAL_SENDER,
		DaveOp.WELCOME,
		DaveOp.EXECUTE_TRANSITION,
	]);
	await gateway.settle();
	expectOneGroup(gateway, [...clients, joiner.client]);
});

test('re-initialisation in mid-speech outdates the keys and forms a new group', async () => {
	const { clients } = await formGroup();
	const [first] = clients;
	const opus = opusFrame(1);
	const before = first && seal(first, opus);
	gateway.service.faults.reinitialise();
	expect(gateway.service.epoch).toBe(0n);
	await gateway.settle();
	expectOneGroup(gateway, clients);
	expect(clients.map((client) => before && unseal(client, userIdOf(1), before))).not.toContainEqual(
		opus,
	);
});

test('a proposal for another epoch makes davey throw, and nothing more', async () => {
	const { clients, library } = await formGroup();
	gateway.service.faults.proposeForWrongEpoch(library.connectionId);
	gateway.service.faults.proposeForWrongEpoch('c1');
	await gateway.settle();
	expect(library.client.thrown.map(String)).toEqual([expect.stringContaining('WrongEpoch')]);
	const [first] = clients;
	expect(first && 'ignored' in first ? first.ignored : []).toHaveLength(1);
	expectOneGroup(gateway, clients);
	const joiner = joinMember(gateway, 4);
	await gateway.settle();
	expectOneGroup(gateway, [...clients, joiner.client]);
});

test('a client that refuses one Welcome after the other is added later each time', async () => {
	const [first, second] = [joinMember(gateway, 1), joinMember(gateway, 2)];
	await gateway.settle();
	const stubborn = joinMember(gateway, 3);
	const delays: number[] = [];
	for (let round = 0; round < 5; round += 1) {
		gateway.service.faults.garbleNextWelcome(stubborn.connectionId);
		delays.push(await nextWelcome(stubborn.connectionId));
	}
	await gateway.settle();
	expect(delays).toEqual([0, 0, 20, 40, 80]);
	expectOneGroup(gateway, [first.client, second.client, stubborn.client]);
});

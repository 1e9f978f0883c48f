import { afterEach, expect, test } from 'vitest';
import { DaveMember } from '../support/fake-discord/dave/dave-member.js';
import { DaveOp } from '../support/fake-discord/dave/dave-message.js';
import {
	CHANNEL_ID,
	expectOneGroup,
	type GroupClient,
	joinLibraryClient,
	joinMember,
	opsTo,
} from '../support/fake-discord/dave/one-group.js';
import { ShuffledGateway, seededRandom } from '../support/fake-discord/dave/shuffled-gateway.js';

let gateway: ShuffledGateway;

afterEach(() => gateway.close());

function createGateway(seed: number): ShuffledGateway {
	gateway = new ShuffledGateway({ channelId: CHANNEL_ID, seed });
	return gateway;
}

test('two members found a group with transition 0', async () => {
	createGateway(1);
	const members = [joinMember(gateway, 1), joinMember(gateway, 2)];
	await gateway.settle();
	expectOneGroup(
		gateway,
		members.map(({ client }) => client),
	);
	expect(gateway.service.epoch).toBe(1n);
	const ops = members.map(({ connectionId }) => opsTo(gateway, connectionId));
	const { EXTERNAL_SENDER, PROPOSALS, ANNOUNCE_COMMIT, WELCOME } = DaveOp;
	expect(ops.map((list) => list.slice(0, 2))).toEqual(Array(2).fill([EXTERNAL_SENDER, PROPOSALS]));
	expect(ops.map((list) => list[2]).sort()).toEqual([ANNOUNCE_COMMIT, WELCOME]);
	expect(ops.map((list) => list.length)).toEqual([3, 3]);
});

test('a joiner gets no proposals of the group, its Welcome, and op 22 when all are ready', async () => {
	createGateway(2);
	const [first, second] = [joinMember(gateway, 1), joinMember(gateway, 2)];
	await gateway.settle();
	const third = joinMember(gateway, 3);
	await gateway.settle();
	expectOneGroup(gateway, [first.client, second.client, third.client]);
	const { EXTERNAL_SENDER, PROPOSALS, ANNOUNCE_COMMIT, WELCOME, EXECUTE_TRANSITION } = DaveOp;
	expect(opsTo(gateway, third.connectionId)).toEqual([
		EXTERNAL_SENDER,
		WELCOME,
		EXECUTE_TRANSITION,
	]);
	expect(opsTo(gateway, first.connectionId).slice(3)).toEqual([
		PROPOSALS,
		ANNOUNCE_COMMIT,
		EXECUTE_TRANSITION,
	]);
});

test('a member that leaves is removed, and cannot read what is said after that', async () => {
	createGateway(3);
	const [first, second, third] = [1, 2, 3].map((index) => joinMember(gateway, index));
	await gateway.settle();
	if (!first || !second || !third) {
		throw new TypeError('There are three members');
	}
	gateway.leave(third.connectionId);
	await gateway.settle();
	expectOneGroup(gateway, [first.client, second.client]);
	const frame = first.client.encrypt(Uint8Array.of(0x78, 1, 2, 3)) ?? new Uint8Array();
	expect(third.client.decrypt(first.client.userId, frame)).toBeUndefined();
});

test('a sole member starts anew with ops 24 and 21, and is joined with transition 0', async () => {
	createGateway(4);
	const [first, second] = [joinMember(gateway, 1), joinMember(gateway, 2)];
	await gateway.settle();
	gateway.leave(second.connectionId);
	await gateway.settle();
	expect(opsTo(gateway, first.connectionId).slice(-2)).toEqual([
		DaveOp.PREPARE_EPOCH,
		DaveOp.PREPARE_TRANSITION,
	]);
	expect(first.client.isReady).toBe(false);
	expect(gateway.service.epoch).toBe(0n);
	const back = joinMember(gateway, 2);
	await gateway.settle();
	expectOneGroup(gateway, [first.client, back.client]);
	expect(opsTo(gateway, first.connectionId)).not.toContain(DaveOp.EXECUTE_TRANSITION);
	expect(
		opsTo(gateway, first.connectionId).filter((op) => op === DaveOp.EXTERNAL_SENDER),
	).toHaveLength(1);
});

test("a user's second connection takes the place of the first one", async () => {
	createGateway(5);
	const [first, old] = [joinMember(gateway, 1), joinMember(gateway, 2)];
	await gateway.settle();
	const successor = joinMember(gateway, 2);
	gateway.service.removeConnection(old.connectionId);
	await gateway.settle();
	expectOneGroup(gateway, [first.client, successor.client]);
	expect(gateway.service.epoch).toBe(2n);
});

test('closing leaves no timer, sends nothing more, and is harmless twice', async () => {
	createGateway(6);
	for (const index of [1, 2, 3]) {
		joinMember(gateway, index);
		await gateway.deliver(7);
	}
	const count = gateway.delivered.length;
	gateway.service.close();
	gateway.service.close();
	await gateway.service.settled();
	expect(gateway.clock.pendingTimers).toBe(0);
	expect(gateway.service.memberUserIds).toEqual([]);
	gateway.service.receive('c1', { op: DaveOp.TRANSITION_READY, d: { transition_id: 1 } });
	expect(gateway.delivered).toHaveLength(count);
});

test.each([
	{ size: 2, steps: 24, seeds: 4, library: false },
	{ size: 3, steps: 24, seeds: 2, library: false },
	{ size: 5, steps: 24, seeds: 1, library: false },
	{ size: 20, steps: 5, seeds: 1, library: false },
	{ size: 3, steps: 24, seeds: 2, library: true },
])(
	'$size members come and go in any order and end in one group (library: $library)',
	async ({ size, steps, seeds, library }) => {
		for (let seed = 1; seed <= seeds; seed += 1) {
			createGateway(seed * 1_000 + size);
			const random = seededRandom(seed);
			const present = new Map<number, { connectionId: string; client: GroupClient }>();
			for (let step = 0; step < steps; step += 1) {
				const index = Math.floor(random() * size);
				const member = present.get(index);
				if (member && random() < 0.6) {
					gateway.leave(member.connectionId);
					present.delete(index);
				} else {
					present.set(index, join(index, library));
				}
				await gateway.deliver(Math.floor(random() * 4 * size));
			}
			for (let index = 0; index < size; index += 1) {
				present.set(index, present.get(index) ?? join(index, library));
			}
			await gateway.settle();
			const clients = [...present.values()].map(({ client }) => client);
			expectOneGroup(gateway, clients);
			for (const client of clients) {
				expect(client instanceof DaveMember ? client.ignored : client.thrown).toEqual([]);
			}
			gateway.close();
		}
	},
);

function join(index: number, isLibrary: boolean): { connectionId: string; client: GroupClient } {
	return isLibrary && index === 0 ? joinLibraryClient(gateway, index) : joinMember(gateway, index);
}

import { afterEach, beforeEach, expect, test } from 'vitest';
import { DaveOp } from '../support/fake-discord/dave/dave-message.js';
import {
	CHANNEL_ID,
	expectOneGroup,
	type GroupClient,
	joinLibraryClient,
	joinMember,
	joinPlainClient,
	messagesTo,
	opsTo,
	opusFrame,
	seal,
	unseal,
} from '../support/fake-discord/dave/one-group.js';
import { ShuffledGateway, seededRandom } from '../support/fake-discord/dave/shuffled-gateway.js';

let gateway: ShuffledGateway;

beforeEach(() => {
	gateway = new ShuffledGateway({ channelId: CHANNEL_ID, seed: 1 });
});

afterEach(() => gateway.close());

function expectClear(clients: readonly GroupClient[]): void {
	for (const [index, sender] of clients.entries()) {
		const opus = opusFrame(index);
		expect([...(seal(sender, opus) ?? [])]).toEqual([...opus]);
		for (const receiver of clients.filter((client) => client !== sender)) {
			expect([...(unseal(receiver, sender.userId, opus) ?? [])]).toEqual([...opus]);
		}
	}
}

test('a client without E2EE has everybody change to clear frames with op 22', async () => {
	const [first, second] = [joinMember(gateway, 1), joinLibraryClient(gateway, 2)];
	await gateway.settle();
	expect(gateway.service.protocolVersionFor(0)).toBe(0);
	const plain = joinPlainClient(gateway, 3);
	expect(gateway.service.protocolVersionFor(1)).toBe(0);
	expect(seal(first.client, opusFrame(1))?.at(-1)).toBe(0xfa);
	await gateway.settle();
	expect(messagesTo(gateway, first.connectionId).slice(-2)).toEqual([
		{ op: DaveOp.PREPARE_TRANSITION, d: { protocol_version: 0, transition_id: 1 } },
		{ op: DaveOp.EXECUTE_TRANSITION, d: { transition_id: 1 } },
	]);
	expect(opsTo(gateway, plain.connectionId)).toEqual([]);
	expect(gateway.service.memberUserIds).toEqual([]);
	expectClear([first.client, second.client]);
});

test('who joins a clear call gets op 4 with 0 and nothing else', async () => {
	joinPlainClient(gateway, 1);
	const member = joinMember(gateway, 2);
	await gateway.settle();
	expect(opsTo(gateway, member.connectionId)).toEqual([]);
	expect(member.client.protocolVersion).toBe(0);
	expect(member.client.isReady).toBe(true);
});

test('when it leaves, a new group begins with op 24 and executes a transition', async () => {
	const [first, second] = [joinMember(gateway, 1), joinLibraryClient(gateway, 2)];
	await gateway.settle();
	const plain = joinPlainClient(gateway, 3);
	await gateway.settle();
	const late = joinMember(gateway, 4);
	await gateway.settle();
	const before = messagesTo(gateway, first.connectionId).length;
	gateway.leave(plain.connectionId);
	await gateway.settle();
	expectOneGroup(gateway, [first.client, second.client, late.client]);
	const messages = messagesTo(gateway, first.connectionId).slice(before);
	expect(messages[0]).toEqual({
		op: DaveOp.PREPARE_EPOCH,
		d: { protocol_version: 1, epoch: 1 },
	});
	expect(messages.at(-1)?.op).toBe(DaveOp.EXECUTE_TRANSITION);
	const ops = opsTo(gateway, first.connectionId);
	expect(ops.filter((op) => op === DaveOp.EXTERNAL_SENDER)).toHaveLength(1);
	expect(opsTo(gateway, late.connectionId).slice(0, 2)).toEqual([
		DaveOp.PREPARE_EPOCH,
		DaveOp.EXTERNAL_SENDER,
	]);
	expect(second.client.dave?.protocolVersion).toBe(1);
	expect(second.client.thrown).toEqual([]);
});

test('who is left alone after a clear call gets ops 24 and 21 with id 0', async () => {
	const plain = joinPlainClient(gateway, 1);
	const member = joinMember(gateway, 2);
	await gateway.settle();
	gateway.leave(plain.connectionId);
	await gateway.settle();
	expect(messagesTo(gateway, member.connectionId)).toEqual([
		{ op: DaveOp.PREPARE_EPOCH, d: { protocol_version: 1, epoch: 1 } },
		{ op: DaveOp.EXTERNAL_SENDER, payload: expect.any(Uint8Array) },
		{ op: DaveOp.PREPARE_TRANSITION, d: { protocol_version: 1, transition_id: 0 } },
	]);
});

test('an upgrade waits until the downgrade before it has been executed', async () => {
	const [first] = [joinMember(gateway, 1), joinLibraryClient(gateway, 2)];
	await gateway.settle();
	const plain = joinPlainClient(gateway, 3);
	gateway.leave(plain.connectionId);
	const before = opsTo(gateway, first.connectionId).length;
	await gateway.settle();
	expect(opsTo(gateway, first.connectionId).slice(before, before + 3)).toEqual([
		DaveOp.PREPARE_TRANSITION,
		DaveOp.EXECUTE_TRANSITION,
		DaveOp.PREPARE_EPOCH,
	]);
	expect(gateway.service.memberUserIds).toHaveLength(2);
});

test('a stage is never encrypted', async () => {
	gateway.close();
	gateway = new ShuffledGateway({ channelId: CHANNEL_ID, seed: 1, maxVersion: 0 });
	const members = [joinMember(gateway, 1), joinMember(gateway, 2)];
	await gateway.settle();
	expect(members.flatMap(({ connectionId }) => opsTo(gateway, connectionId))).toEqual([]);
	expectClear(members.map(({ client }) => client));
});

test('clients with and without E2EE come and go in any order', async () => {
	for (let seed = 1; seed <= 3; seed += 1) {
		gateway.close();
		gateway = new ShuffledGateway({ channelId: CHANNEL_ID, seed });
		const random = seededRandom(seed);
		const members = new Map<number, { connectionId: string; client: GroupClient }>();
		const plain: string[] = [];
		for (let step = 0; step < 30; step += 1) {
			const index = Math.floor(random() * 4);
			const leaver = random() < 0.5 ? plain.pop() : undefined;
			const member = members.get(index);
			if (leaver) {
				gateway.leave(leaver);
			} else if (random() < 0.25) {
				plain.push(joinPlainClient(gateway, 10 + step).connectionId);
			} else if (member) {
				gateway.leave(member.connectionId);
				members.delete(index);
			} else {
				const join = index === 0 ? joinLibraryClient : joinMember;
				members.set(index, join(gateway, index));
			}
			await gateway.deliver(Math.floor(random() * 20));
		}
		for (const connectionId of plain) {
			gateway.leave(connectionId);
		}
		for (const index of [0, 1, 2]) {
			const join = index === 0 ? joinLibraryClient : joinMember;
			members.set(index, members.get(index) ?? join(gateway, index));
		}
		await gateway.settle();
		expectOneGroup(
			gateway,
			[...members.values()].map(({ client }) => client),
		);
	}
});

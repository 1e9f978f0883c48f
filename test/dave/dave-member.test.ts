import { afterEach, beforeEach, expect, test } from 'vitest';
import { DaveOp } from '../support/fake-discord/dave/dave-message.js';
import {
	CHANNEL_ID,
	expectAllHeard,
	expectOneGroup,
	joinMember,
	messagesTo,
	opusFrame,
} from '../support/fake-discord/dave/one-group.js';
import { ShuffledGateway } from '../support/fake-discord/dave/shuffled-gateway.js';

const SILENCE_FRAME = Uint8Array.of(0xf8, 0xff, 0xfe);

let gateway: ShuffledGateway;

beforeEach(() => {
	gateway = new ShuffledGateway({ channelId: CHANNEL_ID, seed: 3 });
});

afterEach(() => gateway.close());

async function formGroup() {
	const members = [joinMember(gateway, 1), joinMember(gateway, 2)] as const;
	await gateway.settle();
	return members;
}

test('sends nothing but silence frames while it has no key', async () => {
	const { client } = joinMember(gateway, 1);
	await gateway.settle();
	expect(client.isReady).toBe(false);
	expect(client.encrypt(opusFrame(1))).toBeUndefined();
	expect(client.encrypt(SILENCE_FRAME)).toEqual(SILENCE_FRAME);
	expect(client.decrypt('1', SILENCE_FRAME)).toEqual(SILENCE_FRAME);
});

test('keeps its key until op 22, and takes the new one with it', async () => {
	const [first, second] = await formGroup();
	const release = gateway.service.faults.withholdExecutes(first.connectionId);
	const releaseSecond = gateway.service.faults.withholdExecutes(second.connectionId);
	const epoch = first.client.epoch ?? 0n;
	const third = joinMember(gateway, 3);
	await gateway.settle();
	expect(gateway.service.epoch).toBe(epoch + 1n);
	const opus = opusFrame(9);
	const frame = first.client.encrypt(opus);
	expect(first.client.epoch).toBe(epoch);
	expect(frame && third.client.decrypt(first.client.userId, frame)).toBeUndefined();
	expect(frame && second.client.decrypt(first.client.userId, frame)).toEqual(Buffer.from(opus));
	expect(second.client.epoch).toBe(epoch);
	release();
	releaseSecond();
	await gateway.settle();
	expectOneGroup(gateway, [first.client, second.client, third.client]);
});

test('takes the new key early for a frame that cannot be opened without it', async () => {
	const [first, second] = await formGroup();
	gateway.service.faults.withholdExecutes(first.connectionId);
	gateway.service.faults.withholdExecutes(second.connectionId);
	const third = joinMember(gateway, 3);
	await gateway.settle();
	const opus = opusFrame(9);
	const frame = third.client.encrypt(opus);
	expect(frame && first.client.decrypt(third.client.userId, frame)).toEqual(Buffer.from(opus));
	expect(first.client.epoch).toBe(gateway.service.epoch);
	expectAllHeard([first.client, third.client]);
});

test('sends nothing between its Welcome and op 22', async () => {
	await formGroup();
	const third = joinMember(gateway, 3);
	const release = gateway.service.faults.withholdExecutes(third.connectionId);
	await gateway.settle();
	expect(messagesTo(gateway, third.connectionId).at(-1)?.op).toBe(DaveOp.WELCOME);
	expect(third.client.isReady).toBe(false);
	expect(third.client.encrypt(opusFrame(1))).toBeUndefined();
	release();
	await gateway.deliver();
	expect(third.client.isReady).toBe(true);
});

test('opens each frame once', async () => {
	const [first, second] = await formGroup();
	const frame = first.client.encrypt(opusFrame(1)) ?? new Uint8Array();
	expect(frame).toHaveLength(opusFrame(1).length + 12);
	expect(second.client.decrypt(first.client.userId, frame)).toEqual(Buffer.from(opusFrame(1)));
	expect(second.client.decrypt(first.client.userId, frame)).toBeUndefined();
});

test('has no group after it was closed', async () => {
	const [first] = await formGroup();
	first.client.close();
	first.client.close();
	expect(first.client.isReady).toBe(false);
	expect(first.client.epoch).toBeUndefined();
	expect(first.client.voicePrivacyCode).toBe('');
});

test('ignores what a client has no use for', async () => {
	const { client } = joinMember(gateway, 1);
	client.receive({ op: DaveOp.EXECUTE_TRANSITION, d: { transition_id: 5 } });
	client.receive({ op: DaveOp.PREPARE_TRANSITION, d: null });
	client.receive({ op: 18, d: { flags: 1 } });
	client.receive({ op: DaveOp.PROPOSALS, payload: new Uint8Array(3) });
	expect(client.isReady).toBe(false);
	expect(client.ignored).toEqual([]);
});

import { afterEach, expect, test } from 'vitest';
import { DaveMember } from '../support/fake-discord/dave/dave-member.js';
import { DaveOp } from '../support/fake-discord/dave/dave-message.js';
import { ShuffledGateway, seededRandom } from '../support/fake-discord/dave/shuffled-gateway.js';

const CHANNEL_ID = '927310423890473011';
const FIRST_USER_ID = 158049329150427136n;

let open: ShuffledGateway | undefined;

afterEach(() => {
	open?.close();
	open = undefined;
});

function createGateway(seed: number): ShuffledGateway {
	open = new ShuffledGateway({ channelId: CHANNEL_ID, seed });
	return open;
}

function joinMember(gateway: ShuffledGateway, index: number) {
	const userId = String(FIRST_USER_ID + BigInt(index));
	return gateway.join({
		userId,
		connect: (send) => new DaveMember({ userId, channelId: CHANNEL_ID, send }),
	});
}

function expectOneGroup(gateway: ShuffledGateway, members: readonly DaveMember[]): void {
	expect(gateway.service.memberUserIds.sort()).toEqual(members.map((m) => m.userId).sort());
	for (const member of members) {
		expect(member.isReady).toBe(true);
		expect(member.epoch).toBe(gateway.service.epoch);
		expect(member.voicePrivacyCode).toBe(members[0]?.voicePrivacyCode);
		expect(member.groupUserIds.sort()).toEqual(members.map((m) => m.userId).sort());
	}
	expect(members[0]?.voicePrivacyCode).toMatch(/^\d{30}$/);
	for (const [index, sender] of members.entries()) {
		const opus = Uint8Array.of(0x78, index, 1, 2, 3, 4, 5, 6, 7, 8);
		const frame = sender.encrypt(opus) ?? new Uint8Array();
		expect([...frame.subarray(-2)]).toEqual([0xfa, 0xfa]);
		for (const receiver of members) {
			if (receiver !== sender) {
				expect([...(receiver.decrypt(sender.userId, frame) ?? [])]).toEqual([...opus]);
			}
		}
	}
}

test('two members found a group with transition 0', async () => {
	const gateway = createGateway(1);
	const members = [joinMember(gateway, 1).client, joinMember(gateway, 2).client];
	await gateway.settle();
	expectOneGroup(gateway, members);
	const executes = gateway.delivered.filter(
		({ message }) => message.op === DaveOp.EXECUTE_TRANSITION,
	);
	expect(executes).toEqual([]);
});

test.each([
	{ size: 2, steps: 30, seeds: 10 },
	{ size: 3, steps: 30, seeds: 10 },
	{ size: 5, steps: 40, seeds: 10 },
	{ size: 20, steps: 60, seeds: 2 },
])(
	'$size members come and go in any order and end in one group',
	async ({ size, steps, seeds }) => {
		for (let seed = 1; seed <= seeds; seed += 1) {
			const gateway = createGateway(seed * 1000 + size);
			const random = seededRandom(seed);
			const present = new Map<number, ReturnType<typeof joinMember>>();
			for (let step = 0; step < steps; step += 1) {
				const index = Math.floor(random() * size);
				const member = present.get(index);
				if (member && random() < 0.6) {
					gateway.leave(member.connectionId);
					member.client.close();
					present.delete(index);
				} else {
					present.set(index, joinMember(gateway, index));
				}
				await gateway.deliver(Math.floor(random() * 4 * size));
			}
			for (let index = 0; index < size; index += 1) {
				if (!present.has(index)) {
					present.set(index, joinMember(gateway, index));
				}
			}
			await gateway.settle();
			expectOneGroup(
				gateway,
				[...present.values()].map(({ client }) => client),
			);
			gateway.close();
		}
	},
);

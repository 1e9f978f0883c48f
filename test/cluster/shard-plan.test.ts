// Whose a server, a shard and a listener account are, by SHARDS.
import { expect, test } from 'vitest';
import { ShardPlan, type ShardRange, WHOLE_BOT } from '../../src/cluster/shard-plan.js';
import { SeededRandom } from '../support/fake-discord/seeded-random.js';

/** Eight shards, as three processes may have them. */
const PARTS: ShardRange[] = [
	{ first: 0, last: 3, count: 8 },
	{ first: 4, last: 4, count: 8 },
	{ first: 5, last: 7, count: 8 },
];

const plans = PARTS.map((part) => new ShardPlan(part));

test('each server is of one process, and of the shard that Discord sends it to', () => {
	const random = new SeededRandom(3);
	for (let round = 0; round < 500; round++) {
		const timestamp = BigInt(random.below(2 ** 31)) * 1000n;
		const guildId = String((timestamp << 22n) + BigInt(random.below(2 ** 22)));
		const owners = plans.filter((plan) => plan.ownsGuild(guildId));
		expect(owners).toHaveLength(1);
		expect(owners[0]?.ownsShard(Number(timestamp % 8n))).toBe(true);
		expect(WHOLE_BOT.ownsGuild(guildId)).toBe(true);
	}
});

test('each listener account is of one process, however many there are', () => {
	for (let count = 1; count <= 20; count++) {
		for (let place = 0; place < count; place++) {
			expect(plans.filter((plan) => plan.ownsAccount(place, count))).toHaveLength(1);
		}
	}
	const dealt = plans.map(
		(plan) => [0, 1, 2, 3].filter((place) => plan.ownsAccount(place, 4)).length,
	);
	expect(dealt).toEqual([2, 1, 1]);
});

test('one process is the first, all are parts, and they say which', () => {
	expect(plans.map(({ isFirst }) => isFirst)).toEqual([true, false, false]);
	expect(plans.map(String)).toEqual(['0-3/8', '4/8', '5-7/8']);
	expect(plans.map(({ ids }) => ids)).toEqual([[0, 1, 2, 3], [4], [5, 6, 7]]);
	expect(plans.every(({ isShared }) => isShared)).toBe(true);
	const whole = new ShardPlan({ first: 0, last: 1, count: 2 });
	expect([whole.isShared, WHOLE_BOT.isShared, WHOLE_BOT.isFirst]).toEqual([false, false, true]);
});

// A login of many shards may take longer than that of one, as long as it gets on.
import { Client, Events, GatewayIntentBits } from 'discord.js';
import { expect, onTestFinished, test } from 'vitest';
import { logIn } from '../../../src/discord/accounts/login.js';
import { startFakeDiscord } from '../../support/fake-discord/fake-discord.js';
import { SteppedClock } from '../../support/stepped-clock.js';

/** Longer than half of what one shard may take. */
const LONG_MS = 40_000;

async function setUp(turn: Promise<void>) {
	const discord = await startFakeDiscord();
	onTestFinished(() => discord.close());
	const bot = discord.addBot({ name: 'Caster', shards: 2 });
	const client = new Client({
		intents: [GatewayIntentBits.Guilds],
		rest: { api: discord.apiUrl },
		shards: 'auto',
		ws: {
			buildIdentifyThrottler: () => ({
				waitForIdentify: (shard) => (shard === 0 ? Promise.resolve() : turn),
			}),
		},
	});
	onTestFinished(() => client.destroy());
	const clock = new SteppedClock();
	const first = new Promise((resolve) => client.once(Events.ShardReady, resolve));
	const options = { client, clock, token: bot.token, ended: new AbortController().signal };
	return { clock, first, options };
}

function makeTurn() {
	let begin = () => {};
	const turn = new Promise<void>((resolve) => {
		begin = resolve;
	});
	return { begin: () => begin(), turn };
}

test('each shard that is there gives the next one its time', async () => {
	const { begin, turn } = makeTurn();
	const { clock, first, options } = await setUp(turn);
	const login = logIn(options);
	await clock.step(LONG_MS);
	await first;
	await clock.step(LONG_MS);
	begin();
	await login;
	expect(clock.pendingTimers).toBe(0);
});

test('who waits for a turn may wait; who does not is late', async () => {
	const { turn } = makeTurn();
	const { clock, first, options } = await setUp(turn);
	let isWaiting = true;
	const login = logIn({ ...options, isWaiting: () => isWaiting });
	await first;
	await clock.step(5 * LONG_MS);
	isWaiting = false;
	const late = expect(login).rejects.toMatchObject({ failure: { kind: 'no answer' } });
	await clock.step(2 * LONG_MS);
	await late;
});

// What a process of a shared bot says where it does not see who opts out in the other ones.
import { expect, test } from 'vitest';
import { Guild } from '../../support/fake-discord/world/guild.js';
import { MemoryBroker } from '../../support/memory-bus.js';
import { startOtherProcess } from '../../support/other-process.js';
import { SteppedClock } from '../../support/stepped-clock.js';
import { goOnAir, type Studio, startStudio } from '../../support/studio.js';
import { until } from '../../support/until.js';

/** The first half of a bot, on a bus, with a server of its own. */
async function setUp(environment: Record<string, string> = {}) {
	const clock = new SteppedClock();
	const broker = new MemoryBroker(clock);
	const bus = broker.join();
	let own: Guild | undefined;
	let isUp = false;
	const starting = startStudio({
		bus,
		clock,
		environment: { SHARDS: '0/2', ...environment },
		before({ account, guild }) {
			own = new Guild(guild.world, { name: 'Quay', bots: [account], shard: [0, 2] });
		},
	}).finally(() => {
		isUp = true;
	});
	while (!isUp) {
		await clock.step(100);
		await new Promise((resolve) => setImmediate(resolve));
	}
	const studio = await starting;
	const guild = own as Guild;
	const stage = guild.addVoiceChannel({ name: 'Lighthouse' });
	const text = guild.addTextChannel({ name: 'general' });
	const host = guild.addMember({ name: 'Ada', permissions: ['ManageGuild'] });
	host.join(stage);
	const scene: Studio = { ...studio, guild, host, stage, text };
	return { broker, bus, clock, scene };
}

test('with PRIVACY_STRICT no show begins before the other processes have told', async () => {
	const { broker, clock, scene } = await setUp({ PRIVACY_STRICT: 'true' });
	const { account, host, text } = scene;
	const refused = await host.runCommand('podcast start', {}, { channel: text }).response();
	expect(refused.text).toMatch(/^No podcast starts yet: other parts of me have not told me who/m);
	await startOtherProcess({
		account,
		broker,
		clock,
		shards: { first: 1, last: 1, count: 2 },
		before: (privacy) => privacy.setOptedOut(host.id, true),
	});
	for (let second = 0; second < 40; second++) {
		await clock.step(1000);
		await new Promise((resolve) => setImmediate(resolve));
	}
	const started = await host.runCommand('podcast start', {}, { channel: text }).response();
	expect(started.text).toMatch(/On air/);
	const own = await host.runCommand('podcast-privacy show', {}, { channel: text }).response();
	expect(own.text).toMatch(/opted out/i);
});

test('a panel says that opt-outs elsewhere are not seen, until the bus is back', async () => {
	const { bus, clock, scene } = await setUp();
	const { panel } = await goOnAir(scene);
	const words = 'I cannot see who opts out in other servers';
	bus.setConnected(false);
	await clock.step(59_000);
	expect(panel.text).not.toContain(words);
	await clock.step(2000);
	await until(async () => {
		await clock.step(1000);
		return panel.text;
	}).toContain(words);
	bus.setConnected(true);
	await until(async () => {
		await clock.step(1000);
		return panel.text;
	}).not.toContain(words);
});

test('who is in no recording here can be taken out of those of other processes', async () => {
	const { scene } = await setUp();
	const { host, text } = scene;
	const asked = host.runCommand('podcast-privacy erase', {}, { channel: text });
	const question = await asked.response();
	expect(question.text).toContain('I see no recording with your voice here; other parts of me');
	const answer = await host.pressButton(question, 'privacy:erase:all').response();
	expect(answer.text).toMatch(/^🗑️ What other parts of me have of you/);
});

test('what would be waited for in vain is a mistake in the settings', async () => {
	const starting = startStudio({ environment: { SHARDS: '0/2', PRIVACY_STRICT: 'true' } });
	await expect(starting).rejects.toThrow(/expected NATS_URL beside it and SHARDS=0\/2/);
});

// Acknowledgements whose answer does not arrive, or comes from somebody else.
import { GatewayOpcodes } from 'discord.js';
import { describe, expect, onTestFinished, test } from 'vitest';
import { logIn } from '../../support/fake-discord/real-client.js';
import type { RestFault } from '../../support/fake-discord/rest/rest-faults.js';
import type { Channel } from '../../support/fake-discord/world/channel.js';
import type { Interaction } from '../../support/fake-discord/world/interaction.js';
import { SteppedClock } from '../../support/stepped-clock.js';
import { goOnAir, type Studio, startStudio } from '../../support/studio.js';
import { until } from '../../support/until.js';

const CALLBACK = /\/callback$/;

const FAULTS: [string, RestFault[]][] = [
	['answered 500', [{ path: CALLBACK, status: 500, isCarriedOut: true }]],
	['not answered', [{ path: CALLBACK, isCarriedOut: true, isAnswerLost: true }]],
	[
		'answered 502 each time',
		[
			{ path: CALLBACK, status: 502, isCarriedOut: true },
			{ path: CALLBACK, status: 502, times: 3 },
		],
	],
	['answered 500 without being carried out', [{ path: CALLBACK, status: 500 }]],
];

function fail({ discord }: Studio, faults: readonly RestFault[]): void {
	for (const fault of faults) {
		discord.rest.fail(fault);
	}
}

function run(studio: Studio, line: string): Interaction {
	const interaction = studio.host.runCommand(line, {}, { channel: studio.text });
	studio.secrets.add(interaction.token);
	return interaction;
}

describe.each(FAULTS)('an acknowledgement that was carried out and %s', (_name, faults) => {
	test('is taken as done: commands and buttons do what they are for, once', async () => {
		const studio = await startStudio();
		const { discord, host, registry, stage, text } = studio;
		host.join(stage);
		fail(studio, faults);
		const started = run(studio, 'podcast start');
		const panel = await started.response();
		expect(panel.text).toMatch(/^## 🔴 On air: Lighthouse/);

		fail(studio, faults);
		const status = await run(studio, 'podcast status').response();
		expect(status).toMatchObject({ isEphemeral: true });
		expect(status.text).toMatch(/\*\*On air\*\*/);

		fail(studio, faults);
		const stop = host.pressButton(panel, 'podcast:stop');
		host.pressButton(await stop.response(), `podcast:end:${panel.id}`);
		await discord.until('the end', () => panel.text.includes('Ada stopped it.') || undefined);
		expect(registry.size).toBe(0);
		expect(text.messages.size).toBe(1);
		expect(studio.log()).not.toMatch(/Another process/);
	});
});

test('an acknowledgement is the first that the bot sends for a command', async () => {
	const studio = await startStudio({ clock: new SteppedClock() });
	const { discord, host, stage } = studio;
	host.join(stage);
	for (const line of ['podcast status', 'podcast start']) {
		const before = discord.rest.requests.length;
		await run(studio, line).response();
		const sent = discord.rest.requests.slice(before).map(({ path }) => path);
		// Commands may still be registered at the start.
		expect(sent.filter((path) => !/\/commands$/.test(path))[0]).toMatch(CALLBACK);
	}
});

test('a command that the gateway tells twice is answered once, and no other process is seen', async () => {
	const studio = await startStudio();
	const { world } = studio.guild;
	const dispatch = world.dispatch.bind(world);
	world.dispatch = (event) => {
		dispatch(event);
		if (event.event === 'INTERACTION_CREATE') {
			dispatch(event);
		}
	};
	for (let commands = 1; commands <= 2; commands += 1) {
		await run(studio, 'podcast status').response();
		const callbacks = studio.discord.rest.requests.filter(({ path }) => CALLBACK.test(path));
		expect(callbacks).toHaveLength(commands);
	}
	expect(studio.log()).not.toMatch(/Another process/);
});

test('a command that Discord does not wait for any more is not carried out, and that is said', async () => {
	const studio = await startStudio({ discord: { interactionLimitMs: 200 } });
	const { discord, guild, host, registry, stage } = studio;
	host.join(stage);
	discord.rest.fail({ path: CALLBACK, delayMs: 400 });
	run(studio, 'podcast start');
	await until(() => studio.log()).toMatch(/did not wait .* it was not carried out/);
	expect(registry.get(guild.id)).toBeUndefined();
	expect(discord.rest.requests.filter(({ path }) => CALLBACK.test(path))).toHaveLength(1);
});

/** Another process has answered, and did so first. */
function answeredElsewhere(interaction: Interaction): void {
	interaction.callback = { type: 5, data: {}, afterMs: 1 };
}

function lastWords({ log }: Studio): number {
	return log()
		.split('"level":50')
		.filter((part) => part.includes('same bot token')).length;
}

describe('a second process with the same bot token', () => {
	test('that was faster is not imitated, and told in the log and the panel until it is gone', async () => {
		const clock = new SteppedClock();
		const studio = await startStudio({ clock });
		const { panel } = await goOnAir(studio);
		await until(() => studio.registry.get(studio.guild.id)?.kind).toBe('on air');
		answeredElsewhere(run(studio, 'podcast stop'));
		await until(() => lastWords(studio)).toBe(1);
		expect(studio.registry.get(studio.guild.id)?.kind).toBe('on air');
		await until(async () => {
			await clock.step(1000);
			return panel.text;
		}).toContain('⚠️ Another process answers with my bot token');
		answeredElsewhere(run(studio, 'podcast stop'));
		await clock.step(1000);
		await until(async () => {
			await clock.step(60_000);
			return panel.text;
		}).not.toContain('Another process answers');
		expect(lastWords(studio)).toBe(1);
	});

	test('gets a second to answer first where nothing is on air here', async () => {
		const clock = new SteppedClock();
		const studio = await startStudio({ clock });
		studio.host.join(studio.stage);
		answeredElsewhere(run(studio, 'podcast status'));
		await until(() => lastWords(studio)).toBe(1);
		const asked = run(studio, 'podcast status');
		await clock.timerWithin(1000);
		expect(asked.callback).toBeUndefined();
		await clock.step(1000);
		expect((await asked.response()).text).toMatch(/not on air/);
	});

	/** Another process, as far as the main gateway knows it. */
	async function startRival(studio: Studio) {
		const rival = await logIn(studio.discord, studio.account);
		onTestFinished(() => rival.destroy());
		return {
			join: (channel: Channel) =>
				rival.guilds.cache.get(channel.guild.id)?.shard.send({
					op: GatewayOpcodes.VoiceStateUpdate,
					d: {
						guild_id: channel.guild.id,
						channel_id: channel.id,
						self_mute: true,
						self_deaf: true,
					},
				}),
		};
	}

	test.each(['the same channel', 'another channel'])(
		'that takes the bot’s place in voice, in %s, is given way to, in words',
		async (which) => {
			const studio = await startStudio();
			const { account, discord, guild, stage } = studio;
			const { panel } = await goOnAir(studio);
			const rival = await startRival(studio);
			const channel = which === 'the same channel' ? stage : guild.addVoiceChannel();
			rival.join(channel);
			await discord.until('the end', () => panel.text.includes('took my place') || undefined);
			expect(panel.text).toMatch(/^## ⚫ Off air/);
			expect(lastWords(studio)).toBe(1);
			// It neither comes back nor throws the other one out.
			const member = guild.memberOf(account);
			const { sessionId } = member.voice;
			await run(studio, 'podcast status').response();
			expect(member.voice).toMatchObject({ channel, sessionId });

			studio.host.join(stage);
			const again = run(studio, 'podcast start');
			await discord.until(
				'a refusal',
				() =>
					again.messages.some(({ text }) => text.includes(`is in <#${channel.id}>`)) || undefined,
			);
			expect(member.voice).toMatchObject({ channel, sessionId });
		},
	);
});

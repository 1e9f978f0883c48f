// The voice channel's status: it says that the channel is on air for as long as it is, and no longer.
import { describe, expect, test } from 'vitest';
import { VoiceStatus, type VoiceStatusOptions } from '../../../src/discord/panels/voice-status.js';
import { createLogger } from '../../../src/logger.js';
import type { Channel } from '../../support/fake-discord/world/channel.js';
import type { PermissionName } from '../../support/fake-discord/world/permissions.js';
import { SteppedClock } from '../../support/stepped-clock.js';
import {
	goOnAir,
	makeDataDir,
	type Scene,
	type Studio,
	type StudioOptions,
	startStudio,
} from '../../support/studio.js';
import { until } from '../../support/until.js';

const ON_AIR = '🔴 On air: Lighthouse';
const SECOND_MS = 1000;

/** What the bot may do beside everybody, as an invitation gives it. */
function allow(...permissions: PermissionName[]) {
	return ({ account, guild }: Scene) => {
		const role = guild.memberOf(account).roles[0];
		if (role) {
			guild.editRole(role, permissions);
		}
	};
}

const INVITED = allow('SetVoiceChannelStatus');

/** What everybody may do where moderators have taken the status away. */
const EVERYTHING_ELSE: PermissionName[] = [
	'ViewChannel',
	'SendMessages',
	'EmbedLinks',
	'Connect',
	'Speak',
	'UseVAD',
	'UseApplicationCommands',
];

function startInvited(options: StudioOptions = {}): Promise<Studio> {
	return startStudio({ before: INVITED, ...options });
}

/** All that was asked for, as `channel id: status`. */
function asked({ discord }: Studio): string[] {
	return discord.rest.requests.flatMap(({ body, path }) => {
		const id = /^\/channels\/(\d+)\/voice-status$/.exec(path)?.[1];
		return id ? [`${id}: ${(body as { status: string | null }).status}`] : [];
	});
}

async function stop({ host, text }: Studio): Promise<void> {
	await host.runCommand('podcast stop', {}, { channel: text }).response();
}

/** Resolves when the bot has heard of all that was sent to it until now. */
async function untilBotKnows({ guild, registry, stage }: Studio): Promise<void> {
	const witness = guild.addMember({ name: 'Witness' });
	witness.join(stage);
	await until(() => registry.shows[0]?.onAir.voices.presentUserIds ?? []).toContain(
		witness.user.id,
	);
}

function untilStatus(channel: Channel, status: string | null): Promise<void> {
	return until(() => channel.status).toBe(status);
}

describe('the status of a voice channel', () => {
	test('names the show, and is gone before the channel is left', async () => {
		const studio = await startInvited();
		await goOnAir(studio, { title: 'Tides *and* ebbs' });
		await untilStatus(studio.stage, '🔴 On air: Tides *and* ebbs');
		await stop(studio);
		expect(studio.stage.status).toBeNull();
		const answers = studio.discord.rest.requests.filter(({ path }) => /voice-status/.test(path));
		expect(answers.map(({ status }) => status)).toEqual([204, 204]);
	});

	test('is taken back when everybody has left, and at an orderly restart', async () => {
		const studio = await startInvited({ environment: { IDLE_STOP_MS: '1' } });
		await goOnAir(studio);
		await untilStatus(studio.stage, ON_AIR);
		studio.host.leave();
		await untilStatus(studio.stage, null);
		await until(() => studio.registry.size).toBe(0);
		await goOnAir(studio);
		await untilStatus(studio.stage, ON_AIR);
		await studio.registry.pause();
		expect(studio.stage.status).toBeNull();
	});

	test('goes along with the bot', async () => {
		const studio = await startInvited({ before: allow('SetVoiceChannelStatus', 'ManageChannels') });
		const harbour = studio.guild.addVoiceChannel({ name: 'Harbour' });
		await goOnAir(studio);
		await untilStatus(studio.stage, ON_AIR);
		studio.guild.memberOf(studio.account).move(harbour);
		await untilStatus(harbour, ON_AIR);
		expect(studio.stage.status).toBeNull();
		await stop(studio);
		expect(harbour.status).toBeNull();
	});

	test('follows a bot that may not take it back elsewhere, and nothing is asked in vain', async () => {
		const studio = await startInvited();
		const harbour = studio.guild.addVoiceChannel({ name: 'Harbour' });
		await goOnAir(studio);
		await untilStatus(studio.stage, ON_AIR);
		studio.guild.memberOf(studio.account).move(harbour);
		await untilStatus(harbour, ON_AIR);
		expect(asked(studio)).toEqual([`${studio.stage.id}: ${ON_AIR}`, `${harbour.id}: ${ON_AIR}`]);
	});

	test.each(['Chess tonight', null])('that somebody else has made %s stays', async (theirs) => {
		const studio = await startInvited();
		await goOnAir(studio);
		await untilStatus(studio.stage, ON_AIR);
		studio.stage.setStatus(theirs);
		await untilBotKnows(studio);
		studio.registry.shows[0]?.events.emit('changed');
		await stop(studio);
		expect(studio.stage.status).toBe(theirs);
		expect(asked(studio)).toHaveLength(1);
	});

	test('is another show’s again in the next one', async () => {
		const studio = await startInvited();
		await goOnAir(studio);
		await untilStatus(studio.stage, ON_AIR);
		studio.stage.setStatus('Chess tonight');
		await untilBotKnows(studio);
		await stop(studio);
		await goOnAir(studio, { title: 'Ebb' });
		await untilStatus(studio.stage, '🔴 On air: Ebb');
	});

	test('is left alone where the setting says so', async () => {
		const studio = await startInvited({ environment: { CHANNEL_STATUS: 'false' } });
		await goOnAir(studio);
		await stop(studio);
		expect(asked(studio)).toEqual([]);
	});

	test('follows the title', async () => {
		const clock = new SteppedClock();
		const studio = await startInvited({ clock, environment: { CHANNEL_STATUS: 'false' } });
		await goOnAir(studio);
		await until(() => studio.registry.shows.length).toBe(1);
		let title = 'Tides';
		const status = new VoiceStatus({
			guild: studio.registry.shows[0]?.plan.channel.guild as VoiceStatusOptions['guild'],
			channelId: () => studio.stage.id,
			title: () => title,
			isResumed: false,
			clock,
			logger: createLogger({ level: 'silent', format: 'json', secrets: [] }),
			onMissing: () => {},
		});
		status.begin();
		await untilStatus(studio.stage, '🔴 On air: Tides');
		title = `${'Ebb '.repeat(150)}and flow`;
		status.update();
		await until(() => studio.stage.status).toMatch(/^🔴 On air: Ebb .*…$/);
		expect(studio.stage.status?.length).toBeLessThanOrEqual(500);
		title = 'Flow';
		status.update();
		await status.takeBack();
		expect(studio.stage.status).toBeNull();
		status.update();
		expect(asked(studio)).toHaveLength(3);
	});

	test('is not a stage’s', async () => {
		const studio = await startInvited();
		const stage = studio.guild.addStageChannel({ name: 'Theatre' });
		studio.guild.startStage(stage, 'Hamlet');
		studio.host.join(stage);
		const { panel } = await goOnAir({ ...studio, stage });
		await stop(studio);
		expect(asked(studio)).toEqual([]);
		expect(panel.text).not.toContain('Set Voice Channel Status');
	});
});

describe('without the permission', () => {
	test('the panel names it once, and it is set as soon as it may be', async () => {
		const clock = new SteppedClock();
		const studio = await startStudio({
			clock,
			before: ({ guild }) => guild.editRole(guild.everyone, EVERYTHING_ELSE),
		});
		const { panel } = await goOnAir(studio);
		const words = `give me **Set Voice Channel Status** in <#${studio.stage.id}>`;
		await until(() => studio.registry.shows.length).toBe(1);
		await clock.step(10 * SECOND_MS);
		await until(() => panel.text.split(words)).toHaveLength(2);
		expect(asked(studio)).toEqual([]);
		studio.registry.shows[0]?.events.emit('changed');
		INVITED(studio);
		await untilStatus(studio.stage, ON_AIR);
		await clock.step(10 * SECOND_MS);
		expect(panel.text.split(words)).toHaveLength(2);
	});
});

describe('a failure of Discord’s', () => {
	test.each([
		[403, 'is told'],
		[404, 'is borne'],
		[500, 'is tried again later'],
	])('%i does not harm the show: it %s', async (status) => {
		const clock = new SteppedClock();
		const studio = await startInvited({ clock });
		studio.discord.rest.fail({ path: /voice-status/, status, times: 4 });
		const { panel } = await goOnAir(studio);
		await until(() => studio.log()).toContain('status of a voice channel could not be set');
		await until(() => studio.registry.shows[0]?.onAir.isPodcastConnected).toBe(true);
		await clock.step(30 * SECOND_MS);
		if (status === 500) {
			await untilStatus(studio.stage, ON_AIR);
		}
		const isTold = () => panel.text.includes('Set Voice Channel Status');
		await until(isTold).toBe(status === 403);
		await stop(studio);
		expect(studio.stage.status).toBeNull();
	});
});

describe('a show that comes back from a restart', () => {
	async function comeBack(left: string | null) {
		const dataDir = makeDataDir();
		const earlier = await startInvited({ dataDir });
		await goOnAir(earlier);
		await untilStatus(earlier.stage, ON_AIR);
		await earlier.registry.pause();
		return startInvited({
			dataDir,
			before: (scene) => {
				INVITED(scene);
				scene.host.join(scene.stage);
				scene.stage.setStatus(left);
			},
		});
	}

	test.each([ON_AIR, null])('sets it anew where %s stands', async (left) => {
		const studio = await comeBack(left);
		await until(() => asked(studio)).toEqual([`${studio.stage.id}: ${ON_AIR}`]);
		await until(() => studio.registry.shows.length).toBe(1);
		await stop(studio);
		expect(studio.stage.status).toBeNull();
	});

	test('leaves what somebody else has set meanwhile', async () => {
		const studio = await comeBack('Chess tonight');
		await until(() => studio.registry.shows.length).toBe(1);
		await stop(studio);
		expect(studio.stage.status).toBe('Chess tonight');
		expect(asked(studio)).toEqual([]);
	});
});

// `/podcast auto`: shows start when enough members are in a channel, and end when it is empty.
import { describe, expect, test } from 'vitest';
import type { Member } from '../../support/fake-discord/world/member.js';
import type { Studio } from '../../support/studio.js';
import { until } from '../../support/until.js';
import {
	MINUTE_MS,
	run,
	said,
	startPlanning,
	untilOffAir,
	untilOnAir,
	untilTold,
} from './planned-scene.js';

function setAuto(studio: Studio, members: number): Promise<string> {
	return run(studio, 'auto', { channel: studio.stage, members });
}

function addGuest({ guild }: Studio): Member {
	return guild.addMember({ name: 'Ben' });
}

describe('/podcast auto', () => {
	test('starts with enough members, bots not counted, and ends a minute after the last', async () => {
		const { clock, studio } = await startPlanning();
		const guest = addGuest(studio);
		studio.guild.addMember({ name: 'Music', bot: true }).join(studio.stage);
		studio.host.join(studio.stage);
		expect(await setAuto(studio, 2)).toContain('when 2 members are there');
		await untilTold(studio);
		expect(studio.registry.size).toBe(0);
		guest.join(studio.stage);
		expect(await untilOnAir(studio, 'Lighthouse')).toBe('Ada');
		await until(() => said(studio.stage)[0]).toContain('On air: Lighthouse');

		guest.leave();
		studio.host.leave();
		await untilTold(studio);
		await clock.step(MINUTE_MS - 1);
		expect(studio.registry.size).toBe(1);
		await clock.step(1);
		await untilOffAir(studio);
		await until(() => said(studio.stage)[0]).toContain('Nobody else was in the channel');
	});

	test('does not start again while people stay after a host has stopped it', async () => {
		const { studio } = await startPlanning();
		const guest = addGuest(studio);
		await setAuto(studio, 1);
		studio.host.join(studio.stage);
		await untilOnAir(studio, 'Lighthouse');
		await run(studio, 'stop');
		guest.join(studio.stage);
		studio.host.leave();
		await untilTold(studio);
		expect(studio.registry.size).toBe(0);
		guest.leave();
		studio.host.join(studio.stage);
		await untilOnAir(studio, 'Lighthouse');
	});

	test('ends with 0, and leaves what is on air', async () => {
		const { studio } = await startPlanning();
		await setAuto(studio, 1);
		studio.host.join(studio.stage);
		await untilOnAir(studio, 'Lighthouse');
		expect(await setAuto(studio, 0)).toMatch(/^No show starts in <#\d+> by itself any more/);
		expect(studio.registry.size).toBe(1);
		await run(studio, 'stop');
		await untilOffAir(studio);
		studio.host.leave();
		studio.host.join(studio.stage);
		expect(await run(studio, 'schedule list')).toContain('Nothing is planned');
		expect(studio.registry.size).toBe(0);
	});

	test('says once why no show could start', async () => {
		const { studio } = await startPlanning();
		await setAuto(studio, 1);
		const { everyone } = studio.guild;
		studio.host.join(studio.stage);
		await untilOnAir(studio, 'Lighthouse');
		await run(studio, 'stop');
		studio.host.leave();
		studio.stage.edit({
			overwrites: [
				{ for: everyone, deny: ['Connect'] },
				{ for: studio.host, allow: ['Connect'] },
			],
		});
		studio.host.join(studio.stage);
		await until(() => said(studio.text).at(-1)).toMatch(
			/^🚪 No show could start in <#\d+> by itself\. I may not enter <#\d+>: give me \*\*Connect\*\*/,
		);
		addGuest(studio);
		studio.host.setSelfMute(true);
		await run(studio, 'schedule list');
		expect(said(studio.text).filter((text) => text.startsWith('🚪 No show'))).toHaveLength(1);
	});
});

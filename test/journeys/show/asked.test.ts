// Shows that ask: nobody's voice goes out before they have said so, which is told by what is heard.
import { describe, expect, test } from 'vitest';
import type { OnAir } from '../../../src/show/on-air.js';
import type { Member } from '../../support/fake-discord/world/member.js';
import type { Message } from '../../support/fake-discord/world/message.js';
import { SteppedClock } from '../../support/stepped-clock.js';
import {
	goOnAir,
	listen,
	makeDataDir,
	type Studio,
	type StudioOptions,
	startStudio,
} from '../../support/studio.js';
import { until } from '../../support/until.js';
import { amplitudeAfter, OPEN_HZ, SECRET_HZ, talk } from './talking.js';

const PUT_ON = 'privacy:agree';
const PUT_BACK = 'privacy:optin';

async function startAskingShow(options: StudioOptions = {}) {
	const studio = await startStudio({
		...options,
		environment: { CONSENT: 'ask', MIX_AUTOMATIC_GAIN: 'false', ...options.environment },
	});
	const guest = studio.guild.addMember({ name: 'Ben' });
	guest.join(studio.stage);
	const { id, panel } = await goOnAir(studio);
	await until(() => studio.registry.get(studio.guild.id)?.kind).toBe('on air');
	const { onAir } = studio.registry.get(studio.guild.id) as { onAir: OnAir };
	return { guest, onAir, panel, receiver: await listen(studio, id), studio };
}

/** What the member alone reads after a press. */
async function press(member: Member, message: Message, button: string): Promise<Message> {
	const answer = await member.pressButton(message, button).response();
	expect(answer.isEphemeral).toBe(true);
	return answer;
}

function noticesIn({ stage }: Studio, words: string): Message[] {
	return [...stage.messages.values()].filter(({ text }) => text.includes(words));
}

test('nobody is heard who has not said yes, and who has, in later shows too', async () => {
	const dataDir = makeDataDir();
	const { guest, onAir, panel, receiver, studio } = await startAskingShow({ dataDir });
	talk(studio.host, SECRET_HZ);
	talk(guest, OPEN_HZ);
	await until(() => onAir.stats.voice.heard).toBeGreaterThan(60);
	expect(receiver.heard.items).toEqual([]);
	await until(() => panel.text).toContain('2 have not answered yet');

	const answer = await press(guest, panel, PUT_ON);
	expect(answer.text).toContain('**on air** when you speak in a show of this server');
	await until(() => amplitudeAfter(receiver, { from: 0, hz: OPEN_HZ })).toBeGreaterThan(0.2);
	expect(amplitudeAfter(receiver, { from: 0, hz: SECRET_HZ })).toBeLessThan(0.001);
	await studio.host.runCommand('podcast stop', {}, { channel: studio.text }).response();

	const later = await startStudio({
		dataDir,
		environment: { CONSENT: 'ask', MIX_AUTOMATIC_GAIN: 'false' },
		before: ({ guild, stage }) => {
			guild.addMember({ name: 'Ben', user: guest }).join(stage);
		},
	});
	const { id } = await goOnAir(later);
	const laterReceiver = await listen(later, id);
	talk(later.host, SECRET_HZ);
	talk(later.guild.members.get(guest.user.id) as Member, OPEN_HZ);
	await until(() => amplitudeAfter(laterReceiver, { from: 0, hz: OPEN_HZ })).toBeGreaterThan(0.2);
	expect(amplitudeAfter(laterReceiver, { from: 0, hz: SECRET_HZ })).toBeLessThan(0.001);
});

test('nobody is heard unasked where the show moves to, nor after a reconnect', async () => {
	const { guest, onAir, panel, receiver, studio } = await startAskingShow();
	const { account, discord, guild, host } = studio;
	await press(host, panel, PUT_ON);
	const harbour = guild.addVoiceChannel({ name: 'Harbour' });
	guest.move(harbour);
	host.move(harbour);
	guild.memberOf(account).move(harbour);
	await until(() => onAir.channelId).toBe(harbour.id);
	await until(() => discord.voice.sessionOf(account, guild)).toBeDefined();
	discord.voice.sessionOf(account, guild)?.dropConnection(4006);
	const { heard } = onAir.stats.voice;
	talk(guest, SECRET_HZ);
	await until(() => onAir.stats.voice.heard).toBeGreaterThan(heard + 30);
	expect(receiver.heard.items).toEqual([]);
	talk(host, OPEN_HZ);
	await until(() => amplitudeAfter(receiver, { from: 0, hz: OPEN_HZ })).toBeGreaterThan(0.2);
	expect(amplitudeAfter(receiver, { from: 0, hz: SECRET_HZ })).toBeLessThan(0.001);
});

test('a "no" for every show stands above it, and takes it back', async () => {
	const { guest, onAir, panel, receiver, studio } = await startAskingShow();
	await press(guest, panel, PUT_ON);
	const off = await press(guest, panel, 'privacy:optout');
	expect(off.text).toContain('Put me back');
	// One press of the panel's button is no taking back.
	const still = await press(guest, panel, PUT_ON);
	expect(still.text).toContain('You have opted out of **every** show');
	expect(onAir.voices.cast.offAirReason(guest.user.id)).toBe('opted out');
	const optIn = guest.runCommand('podcast-privacy optin', {}, { channel: studio.text });
	expect((await optIn.response()).text).toContain('This show asks');
	expect(onAir.voices.cast.offAirReason(guest.user.id)).toBe('not agreed');
	talk(guest, OPEN_HZ);
	await until(() => onAir.stats.voice.heard).toBeGreaterThan(30);
	expect(receiver.heard.items).toEqual([]);

	await press(guest, still, PUT_BACK);
	await until(() => amplitudeAfter(receiver, { from: 0, hz: OPEN_HZ })).toBeGreaterThan(0.2);
});

test('who speaks without having answered is told once a show, half a minute after the rest', async () => {
	const clock = new SteppedClock();
	const { guest, onAir, studio } = await startAskingShow({ clock });
	await until(() => noticesIn(studio, 'you are asked first')).toHaveLength(1);
	const hearsNobody = () => noticesIn(studio, 'Nobody outside hears you');
	const speech = talk(guest, OPEN_HZ);
	await until(() => onAir.stats.voice.heard).toBeGreaterThan(10);
	await clock.step(29_000);
	expect(hearsNobody()).toEqual([]);
	await clock.step(2000);
	await until(hearsNobody).toHaveLength(1);
	const [notice] = hearsNobody();
	expect(notice?.text).toContain(`<@${guest.user.id}>`);
	expect(notice?.text).not.toContain(`<@${studio.host.user.id}>`);
	speech.stop();
	const heard = onAir.stats.voice.heard;
	talk(guest, OPEN_HZ);
	await until(() => onAir.stats.voice.heard).toBeGreaterThan(heard + 10);
	await clock.step(60_000);
	expect(hearsNobody()).toEqual([notice]);
	await press(guest, notice as Message, PUT_ON);
	expect(onAir.voices.cast.offAirReason(guest.user.id)).toBeUndefined();
});

describe('whether a show asks', () => {
	test('is the host’s choice, and outlives a restart', async () => {
		const dataDir = makeDataDir();
		const first = await startStudio({ dataDir });
		await goOnAir(first, { consent: 'ask' });
		await until(() => first.registry.shows[0]?.plan.consent).toBe('ask');
		await first.registry.pause();
		// Ids are alike in every simulated Discord.
		const later = await startStudio({
			dataDir,
			before: ({ host, stage }) => host.join(stage),
		});
		await until(() => later.registry.shows[0]?.plan.consent).toBe('ask');
		const { onAir } = later.registry.get(later.guild.id) as { onAir: OnAir };
		expect(onAir.voices.cast.offAirReason(later.host.user.id)).toBe('not agreed');
	});

	test('is no matter for bots: whoever runs this one decides', async () => {
		const { onAir, studio } = await startAskingShow({ environment: { BOTS_ON_AIR: 'true' } });
		const jukebox = studio.guild.addMember({ name: 'Jukebox', bot: true });
		jukebox.join(studio.stage);
		await until(() => onAir.voices.presentUserIds).toContain(jukebox.user.id);
		expect(onAir.voices.cast.offAirReason(jukebox.user.id)).toBeUndefined();
	});
});

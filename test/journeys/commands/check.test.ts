// The sound check before a show: heard by nobody, kept nowhere, and told to who asked.
import { expect, onTestFinished, test, vi } from 'vitest';
import { OpusDecoder } from '../../../src/media/opus.js';
import {
	createDaveEncryption,
	type DaveEncryption,
} from '../../support/fake-discord/voice/dave-encryption.js';
import type { Interaction } from '../../support/fake-discord/world/interaction.js';
import type { Member } from '../../support/fake-discord/world/member.js';
import { encode, tone } from '../../support/signal.js';
import { SteppedClock } from '../../support/stepped-clock.js';
import { startOn } from '../../support/stepped-end.js';
import { goOnAir, type Studio, type StudioOptions, startStudio } from '../../support/studio.js';
import { until } from '../../support/until.js';
import { linkOf, playInLounge, startListeningStudio } from '../listening/listening-studio.js';

const CHECK_MS = 10_000;

/** Frames of a talkspurt, and the silence that a client sends after it. */
const SPURT_FRAMES = 30 + 5;

async function startCheckStudio(options: StudioOptions = {}) {
	const clock = new SteppedClock();
	const studio = await startOn(clock, () => startStudio({ clock, ...options }));
	studio.host.join(studio.stage);
	return { clock, studio };
}

/** Who asks, and where. */
type Asker = Pick<Studio, 'host' | 'secrets' | 'text'>;

/** Runs the command; resolves when it is listened. */
async function startCheck(studio: Asker): Promise<Interaction> {
	const asked = ask(studio);
	await untilAnswered(asked, /^👂 Listening for 10 seconds in <#\d+>: everybody say a few words/);
	return asked;
}

function ask({ host, secrets, text }: Asker): Interaction {
	const asked = host.runCommand('podcast check', {}, { channel: text });
	secrets.add(asked.token);
	return asked;
}

/** What only the member who asked can read, once it is like that. */
function untilAnswered(asked: Interaction, pattern: RegExp): Promise<string> {
	return asked.until('an answer', ({ messages }) => {
		const [message, ...others] = messages;
		const isAnswer = message?.isEphemeral && others.length === 0 && pattern.test(message.text);
		return isAnswer ? message.text : undefined;
	});
}

const DONE = /Nothing went on air, and nothing is kept/;

/** Says a tone of 0.6 s, cut off at full scale where it would be above. */
function say(member: Member, peak: number): Promise<unknown> {
	const samples = tone({ hz: 440, peak, durationMs: 600 });
	const frames = encode(samples.map((value) => Math.max(-1, Math.min(1, value))));
	return member.speak(frames, { speed: 5 });
}

/** Resolves when that many packets were measured. */
async function untilMeasured(studio: Studio, packets: number): Promise<void> {
	await until(() => studio.soundChecks.in(studio.guild.id)?.measuredPackets).toBe(packets);
}

/** The bot is out of voice, and no podcast was ever made. */
async function nothingIsLeft(studio: Studio): Promise<void> {
	const { voice } = studio.guild.memberOf(studio.account);
	await studio.discord.until('the bot is out of voice', () => voice.channel === null || undefined);
	expect(studio.server.stats().podcasts).toEqual([]);
	expect(studio.registry.size).toBe(0);
	expect(studio.soundChecks.in(studio.guild.id)).toBeUndefined();
	expect([...studio.text.messages.values(), ...studio.stage.messages.values()]).toEqual([]);
}

test('says how each member is heard, and measures nobody who has opted out', async () => {
	const { clock, studio } = await startCheckStudio({
		discord: { createEncryption: createDaveEncryption },
	});
	const { guild, host, stage, text } = studio;
	const add = (name: string, options = {}) => {
		const member = guild.addMember({ name });
		member.join(stage, options);
		return member;
	};
	const [quiet, loud, clipped, secret] = ['Ben', 'Cleo', 'Dan', 'Hana'].map((name) => add(name));
	add('Eve_');
	add('Finn', { selfMute: true });
	add('Gil').setServerMute(true);
	await (secret as Member).runCommand('podcast-privacy optout', {}, { channel: text }).response();
	const decoded = vi.spyOn(OpusDecoder.prototype, 'decode');
	const closed = vi.spyOn(OpusDecoder.prototype, 'close');
	onTestFinished(() => {
		vi.restoreAllMocks();
	});

	const asked = await startCheck(studio);
	await (studio.discord.voice.callIn(stage).encryption as DaveEncryption).settled();
	await Promise.all([
		say(secret as Member, 0.3),
		say(host, 0.1),
		say(quiet as Member, 0.01),
		say(loud as Member, 0.6),
		say(clipped as Member, 4),
	]);
	await untilMeasured(studio, 4 * SPURT_FRAMES);
	await clock.step(CHECK_MS);
	const lines = (await untilAnswered(asked, DONE)).split('\n');

	expect(lines).toEqual([
		`⚠️ **5 things to look at** before a show in <#${stage.id}>:`,
		expect.stringMatching(/^⚠️ \*\*Dan\*\*: clipping \(-?\d LUFS, of only 0\.6 s\)\. The sound is/),
		expect.stringMatching(/^⚠️ \*\*Cleo\*\*: too loud \(-[789] LUFS, of only 0\.6 s\)\. Move away/),
		expect.stringMatching(
			/^⚠️ \*\*Ben\*\*: too quiet \(-4[345] LUFS, of only 0\.6 s\)\. Come closer/,
		),
		expect.stringMatching(/^⚠️ Silent: \*\*Eve\\_\*\*\. Nothing came/),
		expect.stringMatching(
			/^⚠️ Link: only the computer that I run on can open it \(`127\.0\.0\.1:\d+`\)/,
		),
		expect.stringMatching(/^🎙️ \*\*Ada\*\*: fine \(-2[345] LUFS, of only 0\.6 s\)\.$/),
		'🔇 Muted: **Finn** (by themselves); **Gil** (by a moderator).',
		'🚫 1 member is off air by choice, and not measured.',
		expect.stringMatching(/^🔒 Encryption: end-to-end as far as me \(DAVE version 1\)/),
		'📶 Loss: 0 % of the sound did not reach me.',
		expect.stringMatching(/^⏱️ Delay: \d+ ms to Discord's voice server and back, and voices need/),
		'📡 Podcast server: it answers, and takes me.',
		'🔑 Permissions: I have all that a show needs here.',
		expect.stringMatching(/^-# Listened for 10 s\. .*: `\/podcast start`$/),
	]);
	// Silence is not decoded; a decoder is there for each of four voices, and none afterwards.
	expect(decoded).toHaveBeenCalledTimes(4 * (SPURT_FRAMES - 5));
	expect(closed).toHaveBeenCalledTimes(4);
	expect(guild.memberOf(studio.account).voice).toMatchObject({ selfMute: true, selfDeaf: false });
	await nothingIsLeft(studio);
});

test('forgets who opts out while it listens', async () => {
	const { clock, studio } = await startCheckStudio();
	const ben = studio.guild.addMember({ name: 'Ben' });
	ben.join(studio.stage);
	const asked = await startCheck(studio);
	await Promise.all([say(studio.host, 0.1), say(ben, 0.6)]);
	await untilMeasured(studio, 2 * SPURT_FRAMES);
	await ben.runCommand('podcast-privacy optout', {}, { channel: studio.text }).response();
	await untilMeasured(studio, SPURT_FRAMES);
	await say(ben, 0.6);
	await clock.step(CHECK_MS);
	const answer = await untilAnswered(asked, DONE);
	expect(answer).toMatch(/\*\*Ada\*\*: fine/);
	expect(answer).not.toMatch(/Ben|too loud/);
	expect(answer).toMatch(/1 member is off air/);
	await nothingIsLeft(studio);
});

test('makes room for a show, which begins at once', async () => {
	const { studio } = await startCheckStudio();
	const asked = await startCheck(studio);
	await say(studio.host, 0.1);
	await untilMeasured(studio, SPURT_FRAMES);
	const { id } = await goOnAir(studio);
	const answer = await untilAnswered(asked, DONE);
	expect(answer).toMatch(/^⚠️ The check was cut short, since I was needed .* until then:$/m);
	expect(answer).toMatch(/\*\*Ada\*\*: fine/);
	expect(studio.server.stats().podcasts).toMatchObject([{ id, status: 'live' }]);
	expect(studio.guild.memberOf(studio.account).voice.channel).toBe(studio.stage);
	// On air there is nothing to check.
	await untilAnswered(ask(studio), /already on air from <#\d+>/);
});

test('lets a show in also while it is still joining', async () => {
	const { studio } = await startCheckStudio();
	const asked = ask(studio);
	await until(() => studio.soundChecks.in(studio.guild.id)).toBeDefined();
	const { id } = await goOnAir(studio);
	await untilAnswered(asked, /The check was cut short/);
	expect(studio.server.stats().podcasts).toMatchObject([{ id, status: 'live' }]);
});

test('makes room for a podcast that is played', async () => {
	const clock = new SteppedClock();
	const studio = await startOn(clock, () => startListeningStudio({ clock }));
	const { id } = await goOnAir(studio);
	const { account, audience } = studio;
	const asked = await startCheck({
		host: audience.host,
		text: audience.text,
		secrets: studio.secrets,
	});
	await playInLounge(studio, await linkOf(studio, id));
	await untilAnswered(asked, /The check was cut short, since I was needed/);
	expect(studio.listenings.in(audience.guild.id)).toHaveLength(1);
	expect(audience.guild.memberOf(account).voice.channel).toBe(audience.lounge);
});

test('runs once at a time, and asks who is in no channel to join one', async () => {
	const { clock, studio } = await startCheckStudio();
	const asked = await startCheck(studio);
	await untilAnswered(ask(studio), /^A sound check is running in <#\d+>/);
	await clock.step(CHECK_MS);
	await untilAnswered(asked, DONE);
	await nothingIsLeft(studio);
	studio.host.leave();
	await untilAnswered(ask(studio), /^Join a voice channel first/);
});

test.each([
	[
		'moved',
		({ guild, account }: Studio) =>
			guild.memberOf(account).move(guild.addVoiceChannel({ name: 'Lounge' })),
		/Somebody moved me to <#\d+>, and I left\./,
	],
	[
		'thrown out',
		({ guild, account }: Studio) => guild.memberOf(account).disconnect(),
		/Somebody disconnected me from <#\d+>\./,
	],
])('says that it was %s, and what it heard until then', async (_how, act, words) => {
	const { studio } = await startCheckStudio();
	const asked = await startCheck(studio);
	await say(studio.host, 0.1);
	await untilMeasured(studio, SPURT_FRAMES);
	act(studio);
	const answer = await untilAnswered(asked, DONE);
	expect(answer).toMatch(words);
	expect(answer).toMatch(/\*\*Ada\*\*: fine/);
	await nothingIsLeft(studio);
});

test('says that the voice connection broke off meanwhile', async () => {
	const { clock, studio } = await startCheckStudio();
	const asked = await startCheck(studio);
	studio.discord.voice.sessionOf(studio.account, studio.guild)?.dropConnection();
	await until(() => studio.log()).toContain('Voice connection is away');
	await clock.step(CHECK_MS);
	expect(await untilAnswered(asked, DONE)).toMatch(
		/⚠️ My voice connection to Discord broke off meanwhile/,
	);
	await nothingIsLeft(studio);
});

test('says the rest where Discord does not let it in', async () => {
	const { clock, studio } = await startCheckStudio();
	onTestFinished(studio.discord.voice.hold('ready'));
	const asked = ask(studio);
	await until(() => studio.soundChecks.in(studio.guild.id)).toBeDefined();
	await clock.step(60_000);
	const answer = await untilAnswered(asked, DONE);
	expect(answer).toMatch(/⚠️ I could not get into <#\d+>, so nobody was heard\./);
	expect(answer).toMatch(/⚠️ Link: only the computer/);
	await nothingIsLeft(studio);
});

test('is answered when the program stops', async () => {
	const { studio } = await startCheckStudio();
	const asked = await startCheck(studio);
	const stopping = studio.registry.close();
	await untilAnswered(asked, /The check was cut short, since I am being shut down/);
	await stopping;
	await nothingIsLeft(studio);
});

test('says what a show lacks in the channel', async () => {
	const { clock, studio } = await startCheckStudio();
	const { account, guild, host } = studio;
	const channel = guild.addVoiceChannel({
		name: 'Locked',
		overwrites: [{ for: guild.memberOf(account), deny: ['SendMessages', 'SetVoiceChannelStatus'] }],
	});
	host.move(channel);
	const asked = await startCheck(studio);
	await clock.step(CHECK_MS);
	expect(await untilAnswered(asked, DONE)).toMatch(
		/Missing here: \*\*Send Messages\*\* \(.*\) and \*\*Set Voice Channel Status\*\* \(/,
	);
	await nothingIsLeft(studio);
});

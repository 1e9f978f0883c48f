// The chime as members hear it, in a whole bot: over the show's own connection, and never on air.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { countedFrames } from '../../support/fake-discord/counted-frames.js';
import { joinVoice, logIn } from '../../support/fake-discord/real-client.js';
import { createDaveEncryption } from '../../support/fake-discord/voice/dave-encryption.js';
import { OggOpusFile } from '../../support/ogg-opus-file.js';
import { amplitudeAt, concatenate, decode } from '../../support/signal.js';
import { readOggOpus } from '../../support/speech/ogg-opus.js';
import { SteppedClock } from '../../support/stepped-clock.js';
import { startOn } from '../../support/stepped-end.js';
import {
	goOnAir,
	listen,
	makeDataDir,
	type StudioOptions,
	startStudio,
	untilHeard,
} from '../../support/studio.js';
import { until } from '../../support/until.js';

const OWN_FRAMES = readOggOpus(join(import.meta.dirname, '../../../src/media/chime/chime.opus'));
const SILENCE = 'f8fffe';

/** Each reading is a step of 20 ms. */
const OFTEN = { interval: 1 };

const hex = (frames: Iterable<Uint8Array>) =>
	[...frames].map((frame) => Buffer.from(frame).toString('hex'));

/** On air with a chime that is still to come, on a clock that stands still. */
async function startChiming(options: StudioOptions = {}) {
	const clock = new SteppedClock();
	const environment = { CHIME: 'true', ...options.environment };
	const studio = await startOn(clock, () => startStudio({ ...options, clock, environment }));
	const { account, discord, guild } = studio;
	const { id } = await goOnAir(studio);
	const bot = guild.memberOf(account);
	const session = () => discord.voice.sessionOf(account, guild);
	/** What the bot's own client has it that Discord has. */
	const isMutedThere = () => {
		const entry = studio.registry.get(guild.id);
		return entry?.kind === 'on air'
			? entry.show.plan.channel.guild.members.me?.voice.selfMute
			: undefined;
	};
	/** Steps until the chime may go out, and Discord has unmuted the bot. */
	const unmute = async () => {
		const begun = () => studio.log().split('Chime begins').length;
		const before = begun();
		await until(async () => {
			await clock.step(100);
			return begun();
		}, OFTEN).toBeGreaterThan(before);
		await until(isMutedThere, OFTEN).toBe(false);
	};
	/** Lets frames go out, one each 20 ms, until that many have come. */
	const hear = async (count: number) => {
		const voice = session();
		const { length } = voice?.received ?? [];
		await until(async () => {
			await clock.step(20);
			return (voice?.received.length ?? 0) - length >= count;
		}, OFTEN).toBe(true);
	};
	return { ...studio, bot, clock, hear, id, session, unmute, self: studio };
}

test('members hear it byte for byte, and nobody else does', async () => {
	const studio = await startChiming({
		discord: { createEncryption: createDaveEncryption },
		before: ({ guild }) => void guild.addMember({ name: 'Ben' }),
	});
	const { bot, clock, discord, guild, hear, id, session, stage, unmute } = studio;
	const receiver = await listen(studio.self, id);
	expect(bot.voice.selfMute).toBe(true);
	await unmute();
	await hear(OWN_FRAMES.length + 5);
	const heard = hex((session()?.received ?? []).map(({ opus }) => opus));
	expect(heard).toEqual([...hex(OWN_FRAMES), ...Array<string>(5).fill(SILENCE)]);
	await clock.step(400);
	await until(() => bot.voice.selfMute).toBe(true);
	expect(session()?.speaking).toBe(0);

	// What is said after it is all that goes on air; another one follows in 30 s for who came.
	const ben = [...guild.members.values()].find(({ user }) => user.username === 'Ben');
	ben?.join(stage);
	await clock.step(5000);
	expect(bot.voice.selfMute).toBe(true);
	await untilHeard(studio.self, { member: studio.host, receiver });
	await discord.voice.callIn(stage).encryption?.settled();
	const onAir = receiver.heard.items.flatMap(({ opus }) => (opus ? [opus] : []));
	expect(onAir.length).toBeGreaterThan(0);
	const chime = new Set(hex(OWN_FRAMES));
	expect(hex(onAir).filter((frame) => chime.has(frame))).toEqual([]);
	expect(amplitudeAt(880, concatenate(decode(onAir)))).toBeLessThan(10 ** (-70 / 20));
});

test('it gives way to who speaks, ends muted over a reconnect, and comes again', async () => {
	const studio = await startChiming();
	const { account, bot, clock, guild, hear, host, log, session, stage, unmute } = studio;
	// Another account in the call has of it what Discord passes on.
	const witness = studio.discord.addBot({ name: 'Witness' });
	guild.addBot(witness);
	const client = await logIn(studio.discord, witness);
	onTestFinished(() => client.destroy());
	const connection = await joinVoice(client, stage);
	onTestFinished(() => connection.destroy());
	const passedOn = () =>
		(studio.discord.voice.sessionOf(witness, guild)?.sent ?? []).filter(
			({ userId }) => userId === bot.id,
		);
	await unmute();
	await hear(5);
	await host.speak(countedFrames(1), { trailingSilence: 0 });
	const heardOf = () => {
		const entry = studio.registry.get(guild.id);
		return entry?.kind === 'on air' ? entry.onAir.stats.voice.heard : 0;
	};
	await until(heardOf).toBe(1);
	await clock.step(1000);
	await until(() => bot.voice.selfMute).toBe(true);
	const first = session()?.received.length ?? 0;
	expect(first).toBeLessThan(OWN_FRAMES.length);
	expect(hex((session()?.received ?? []).slice(-5).map(({ opus }) => opus))).toEqual(
		Array<string>(5).fill(SILENCE),
	);
	await until(() => passedOn().length).toBe(first);

	await clock.step(27_000);
	expect(session()?.received).toHaveLength(first);
	await unmute();
	await hear(5);
	const dropped = session();
	const release = studio.discord.voice.hold('resumed');
	dropped?.dropConnection();
	await until(() => log().includes('Voice connection is away'), OFTEN).toBe(true);
	await clock.step(100);
	release();
	await until(async () => {
		await clock.step(20);
		return bot.voice.selfMute;
	}, OFTEN).toBe(true);
	expect(studio.discord.voice.sessionOf(account, guild)).toBe(dropped);
	expect(session()?.received.length).toBeLessThan(first + OWN_FRAMES.length);
});

test('it ends muted where the bot is moved, and is heard in the other channel', async () => {
	const studio = await startChiming();
	const { bot, clock, guild, hear, host, session, unmute } = studio;
	const cellar = guild.addVoiceChannel({ name: 'Cellar' });
	await unmute();
	await hear(5);
	host.move(cellar);
	bot.move(cellar);
	await until(async () => {
		await clock.step(20);
		return bot.voice.selfMute && session()?.isReady;
	}, OFTEN).toBe(true);
	expect(session()?.received).toEqual([]);
	await clock.step(27_000);
	await unmute();
	await hear(OWN_FRAMES.length);
	expect(bot.voice.channel).toBe(cellar);

	// The show ends in the middle of what is left of it.
	const stopping = host.runCommand('podcast stop', {}, { channel: studio.text });
	await stopping.response();
	await until(() => bot.voice.channel).toBe(null);
	expect(bot.voice.selfMute).toBe(true);
});

test('nothing is tried, and it is logged once, where the bot may not speak', async () => {
	const studio = await startChiming({
		before: ({ guild, stage }) =>
			void stage.edit({ overwrites: [{ for: guild.everyone, deny: ['Speak'] }] }),
	});
	const { bot, clock, guild, log, session, stage } = studio;
	await clock.step(5000);
	guild.addMember({ name: 'Ben', permissions: ['Administrator'] }).join(stage);
	await clock.step(35_000);
	expect(bot.voice).toMatchObject({ selfMute: true, channel: stage });
	expect(session()?.received).toEqual([]);
	expect(log().match(/No chime: the bot may not speak/g)).toHaveLength(1);
});

/** A file of seven frames, or of what is left of it after so many bytes. */
function writeOgg({ bytes }: { bytes?: number } = {}): { file: string; frames: Uint8Array[] } {
	const file = join(makeDataDir(), 'own.opus');
	const frames = countedFrames(7);
	const ogg = new OggOpusFile(file);
	for (const frame of frames) {
		ogg.add(frame);
	}
	ogg.close();
	writeFileSync(file, readFileSync(file).subarray(0, bytes));
	return { file, frames };
}

test('it is one’s own where CHIME_FILE names one', async () => {
	const { file, frames } = writeOgg();
	const { hear, session, unmute } = await startChiming({ environment: { CHIME_FILE: file } });
	await unmute();
	await hear(7);
	const heard = (session()?.received ?? []).slice(0, 7).map(({ opus }) => opus);
	expect(hex(heard)).toEqual(hex(frames));
});

test('it is ours, and the log says why, where CHIME_FILE cannot be played', async () => {
	const { file } = writeOgg({ bytes: 300 });
	const { hear, log, session, unmute } = await startChiming({ environment: { CHIME_FILE: file } });
	await unmute();
	await hear(5);
	const heard = (session()?.received ?? []).slice(0, 5).map(({ opus }) => opus);
	expect(hex(heard)).toEqual(hex(OWN_FRAMES.slice(0, 5)));
	expect(log()).toMatch(/CHIME_FILE: \S+own\.opus .*The bot’s own chime is played/);
});

test('it is none with CHIME=false', async () => {
	const { bot, clock, session } = await startChiming({ environment: { CHIME: 'false' } });
	await clock.step(40_000);
	expect(bot.voice.selfMute).toBe(true);
	expect(session()?.received).toEqual([]);
});

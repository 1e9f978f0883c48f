// The life of a show, by a clock that the tests step: neither Discord nor a server is there.
import { describe, expect, test } from 'vitest';
import { TimeoutError } from '../../src/errors.js';
import { ShowRefusedError, ShowStartError } from '../../src/show/start-failures.js';
import { VoiceEndedError } from '../../src/voice/voice-reasons.js';
import { until } from '../support/until.js';
import { ADA, BEN, BOT, CHANNEL, CLEO, GUILD, OTHER_CHANNEL, setUpShow } from './show-fixture.js';

describe('a start', () => {
	test('is kept before it counts, and tells who is in the channel', async () => {
		const { kept, registry, start, told } = await setUpShow();
		const show = await start();
		expect(registry.get(GUILD)).toMatchObject({ kind: 'on air', show });
		expect(registry.totals.running).toBe(1);
		expect(kept.at(-1)).toMatchObject({
			voiceChannelId: CHANNEL,
			hostName: 'Ada',
			podcast: { id: 'abc12', nextVoiceSession: 16 },
			end: undefined,
		});
		expect(told.entered).toEqual([[[ADA]]]);
		expect(told.logged?.map(([{ fact }]) => fact)).toEqual([{ kind: 'begun', by: 'Ada' }]);
		await show.close({ cause: 'stopped' });
	});

	test('tells what kept it out of the channel, and leaves nothing behind', async () => {
		const { clock, registry, start, voice } = await setUpShow();
		voice.refusal = new TimeoutError('no answer', 1000);
		const error = await start().catch((thrown: unknown) => thrown);
		expect(error).toBeInstanceOf(ShowStartError);
		expect(error).toMatchObject({
			failure: { at: 'voice', channelId: CHANNEL },
			cause: voice.refusal,
		});
		expect(registry.size).toBe(0);
		expect(clock.pendingTimers).toBe(0);
	});

	test('keeps the reason of a voice session that ended while it was joining', async () => {
		const { start, voice } = await setUpShow();
		voice.refusal = new VoiceEndedError('guild gone');
		await expect(start()).rejects.toMatchObject({ cause: { reason: 'guild gone' } });
	});

	test('leaves the channel where the podcast server refuses', async () => {
		const { registry, sender, start, voice } = await setUpShow();
		sender.refusal = new TimeoutError('no answer', 1000);
		await expect(start()).rejects.toMatchObject({ failure: { at: 'podcast server' } });
		expect(voice.hasLeft).toBe(true);
		expect(registry.size).toBe(0);
	});

	test('is refused while another one is under way', async () => {
		const { registry, start } = await setUpShow();
		const first = start();
		const refused = await start().catch((thrown: unknown) => thrown);
		expect(refused).toBeInstanceOf(ShowRefusedError);
		expect(refused).toMatchObject({ obstacle: { kind: 'starting', channelId: CHANNEL } });
		await first;
		expect(() => registry.assertFree(GUILD, BOT)).toThrow(ShowRefusedError);
		await registry.close();
		expect(() => registry.assertFree(GUILD, BOT)).toThrow(/closing/);
	});

	test('is given up where somebody stops it meanwhile', async () => {
		const { registry, sender, start } = await setUpShow();
		let goOn: () => void = () => {};
		sender.hold = new Promise((resolve) => {
			goOn = resolve;
		});
		const starting = start();
		const entry = registry.get(GUILD);
		if (entry?.kind !== 'starting') {
			throw new Error('Expected it to be starting');
		}
		entry.giveUp.abort({ cause: 'stopped' });
		goOn();
		await expect(starting).rejects.toMatchObject({
			failure: { at: 'ended', end: { cause: 'stopped' } },
		});
		expect(registry.size).toBe(0);
	});
});

describe('an end', () => {
	test('asked for is told once everything is off air, and forgotten', async () => {
		const { clock, kept, registry, sender, start, told, voice } = await setUpShow();
		const show = await start();
		await clock.step(60_000);
		await Promise.all([
			show.close({ cause: 'stopped', by: 'Ada' }),
			show.close({ cause: 'stopped', by: 'Ben' }),
		]);
		const ended = {
			end: { cause: 'stopped', by: 'Ada' },
			durationMs: 60_000,
			isUnasked: false,
		};
		expect(told.ended).toEqual([[ended]]);
		expect(told.parting).toHaveLength(1);
		expect(kept.at(-1)?.end).toEqual(ended);
		expect([sender.isStopped, sender.wasComingBack, voice.hasLeft]).toEqual([true, false, true]);
		expect([registry.size, registry.totals.running]).toEqual([0, 0]);
		await clock.step(1000);
		expect(clock.pendingTimers).toBe(0);
	});

	test.each([
		['Discord', { cause: 'voice', reason: 'disconnected' }],
		['the podcast server', { cause: 'podcast server', error: new Error('refused') }],
	] as const)('by %s is told as unasked', async (who, end) => {
		const { clock, registry, sender, start, told, voice } = await setUpShow();
		await start();
		if (end.cause === 'voice') {
			voice.options?.listener.onEnd(end.reason);
		} else {
			sender.options?.listener.onFailed(end.error);
		}
		await until(() => told.ended, { interval: 1 }).toHaveLength(1);
		expect(told.ended?.[0]?.[0], who).toEqual({ end, durationMs: 0, isUnasked: true });
		expect(registry.size).toBe(0);
		await clock.step(1000);
		expect(clock.pendingTimers).toBe(0);
	});

	test('comes when nobody has been there for long, and is warned of before', async () => {
		const { clock, putAda, start, told } = await setUpShow();
		await start();
		putAda(undefined);
		await clock.step(11_000);
		expect(told.troubled).toEqual([[{ kind: 'alone', endsInMs: 300_000 }]]);
		await clock.step(300_000);
		await until(() => told.ended, { interval: 1 }).toHaveLength(1);
		expect(told.ended?.[0]?.[0].end).toEqual({ cause: 'idle' });
	});

	test('of the gateway ends all, and refuses the next', async () => {
		const { registry, start, told } = await setUpShow();
		await start();
		registry.breakOff({ cause: 'gateway', code: 4014 });
		await registry.close();
		expect(told.ended?.[0]?.[0]).toMatchObject({
			end: { cause: 'gateway', code: 4014 },
			isUnasked: true,
		});
		await expect(start()).rejects.toMatchObject({ obstacle: { kind: 'closing' } });
	});
});

describe('a restart', () => {
	test('pauses it: it is kept as such, and its listeners wait', async () => {
		const { clock, kept, registry, sender, start, told } = await setUpShow();
		await start();
		await clock.step(5000);
		await registry.pause();
		expect(told.paused).toHaveLength(1);
		expect(told.ended).toBeUndefined();
		expect(kept.at(-1)).toMatchObject({ pausedAtEpochMs: clock.epochMs(), end: undefined });
		expect([sender.isStopped, sender.wasComingBack]).toEqual([true, true]);
		expect(registry.size).toBe(0);
	});

	test('is resumed with what the earlier process knew', async () => {
		const { kept, sender, start, told } = await setUpShow();
		const left = { id: 'abc12', nextVoiceSession: 16 };
		const show = await start({
			resumed: {
				sinceEpochMs: 42,
				mutedUserIds: [ADA],
				left,
				pausedAtEpochMs: 99,
				episodeId: undefined,
			},
		});
		expect(sender.options?.left).toEqual(left);
		// What a later process must not use is written down before it is used.
		expect(kept[0]).toMatchObject({ sinceEpochMs: 42, pausedAtEpochMs: 99, podcast: left });
		expect(kept.at(-1)).toMatchObject({ mutedUserIds: [ADA], pausedAtEpochMs: undefined });
		expect(show.onAir.voices.cast.offAirReason(ADA)).toBe('muted by the host');
		expect(told.logged?.map(([{ fact }]) => fact)).toEqual([{ kind: 'resumed' }]);
	});
});

describe('on air', () => {
	test('a trouble is told while it lasts, and logged when it is over', async () => {
		const { clock, setDeafened, start, told } = await setUpShow();
		const show = await start();
		setDeafened(true);
		await clock.step(3000);
		expect(told.troubled).toEqual([[{ kind: 'deafened' }]]);
		expect(show.onAir.troubles).toEqual([{ kind: 'deafened' }]);
		setDeafened(false);
		await clock.step(1000);
		expect(told.cleared).toEqual([[{ kind: 'deafened' }]]);
		expect(told.logged?.at(-1)?.[0].fact).toEqual({
			kind: 'trouble over',
			trouble: { kind: 'deafened' },
		});
		expect(show.onAir.troubles).toEqual([]);
	});

	test('a podcast server that was away is told with how long, and by which podcast', async () => {
		const { clock, sender, start, told } = await setUpShow();
		await start();
		sender.options?.listener.onDisconnected(undefined as never);
		await clock.step(7000);
		sender.podcastId = 'new34';
		sender.options?.listener.onReconnected(undefined as never);
		expect(told.logged?.at(-1)?.[0].fact).toEqual({
			kind: 'podcast server back',
			awayMs: 7000,
			isNewPodcast: true,
		});
	});

	test('a move is told and kept, and those who are there are welcomed', async () => {
		const { kept, putAda, start, told, voice } = await setUpShow();
		await start();
		putAda(OTHER_CHANNEL);
		voice.moveTo(OTHER_CHANNEL);
		expect(told.moved).toEqual([[OTHER_CHANNEL]]);
		expect(kept.at(-1)?.voiceChannelId).toBe(OTHER_CHANNEL);
		expect(told.entered?.at(-1)).toEqual([[ADA]]);
	});

	test('a mute is kept', async () => {
		const { kept, start } = await setUpShow();
		const show = await start();
		await show.onAir.voices.cast.mute(ADA);
		await show.logCast({ kind: 'muted', by: 'Ben' });
		expect(kept.at(-1)?.mutedUserIds).toEqual([ADA]);
	});

	test('what somebody said is made silence when they go off air, once, and while it may wait', async () => {
		const { clock, sender, speak, start } = await setUpShow();
		const show = await start();
		const { cast } = show.onAir.voices;
		await cast.mute(ADA);
		expect(sender.silences).toBe(0);
		cast.unmute(ADA);
		speak();
		await clock.step(90_000);
		await cast.mute(ADA);
		expect(sender.silences).toBe(1);
		cast.unmute(ADA);
		await cast.mute(ADA);
		expect(sender.silences).toBe(1);
		cast.unmute(ADA);
		speak();
		await clock.step(160_000);
		await cast.mute(ADA);
		expect(sender.silences).toBe(1);
		await show.close({ cause: 'stopped' });
	});

	test('who says no in the minute after the end is silenced in what can still be fetched', async () => {
		const { clock, sender, speak, start, tools } = await setUpShow();
		const { privacy } = tools.voices;
		const show = await start();
		speak();
		await show.close({ cause: 'stopped' });
		await clock.step(55_000);
		await privacy.setOptedOut(BEN, true);
		expect(sender.silences).toBe(0);
		await privacy.setOptedOut(ADA, true);
		expect(sender.silences).toBe(1);
		await privacy.setOptedOut(ADA, false);
		await clock.step(10_000);
		await privacy.setOptedOut(ADA, true);
		expect(sender.silences).toBe(1);
		expect(clock.pendingTimers).toBe(0);
	});

	test('after a restart anybody may have said what waits, and is silenced once', async () => {
		const { clock, registry, sender, start, tools } = await setUpShow();
		const left = { id: 'abc12', nextVoiceSession: 16 };
		const resumed = { sinceEpochMs: 42, mutedUserIds: [], left, episodeId: undefined };
		await start({ resumed: { ...resumed, pausedAtEpochMs: 99 } });
		const { privacy } = tools.voices;
		await privacy.setOptedOut(BEN, true);
		expect(sender.silences).toBe(1);
		await privacy.setOptedOut(BEN, false);
		await privacy.setOptedOut(BEN, true);
		expect(sender.silences).toBe(1);
		await clock.step(150_000);
		await privacy.setOptedOut(ADA, true);
		expect(sender.silences).toBe(1);
		await registry.close();
	});

	test('who says no may have been heard by another’s name, where that was a guess', async () => {
		const { clock, registry, sender, speak, start, tools } = await setUpShow();
		await start();
		const { privacy } = tools.voices;
		speak();
		await privacy.setOptedOut(BEN, true);
		expect(sender.silences).toBe(0);
		speak({ isGuessed: true });
		await privacy.setOptedOut(CLEO, true);
		expect(sender.silences).toBe(1);
		await clock.step(150_000);
		await privacy.setOptedOut(BEN, false);
		await privacy.setOptedOut(BEN, true);
		expect(sender.silences).toBe(1);
		await registry.close();
	});

	test('a listener that throws costs the show nothing', async () => {
		const { clock, registry, start, told } = await setUpShow();
		const show = await start();
		show.events.on('parting', () => {
			throw new Error('broken');
		});
		await show.close({ cause: 'stopped' });
		expect(told.ended).toHaveLength(1);
		expect(registry.size).toBe(0);
		await clock.step(1000);
	});
});

// Each fault alone: what need not be lost is not, and sound is back within 3 s of the bot's time.
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../src/clock.js';
import { PodcastServer } from '../../../src/server/podcast-server.js';
import { countedFrames } from '../../support/fake-discord/counted-frames.js';
import {
	createDaveEncryption,
	type DaveEncryption,
} from '../../support/fake-discord/voice/dave-encryption.js';
import type { SentPacket } from '../../support/fake-discord/voice/media-record.js';
import type { Speech } from '../../support/fake-discord/voice/speech.js';
import type { PodcastReceiver } from '../../support/podcast-receiver.js';
import { SteppedClock } from '../../support/stepped-clock.js';
import { startOn } from '../../support/stepped-end.js';
import {
	goOnAir,
	listen,
	type Studio,
	type StudioOptions,
	startStudio,
	untilHeard,
} from '../../support/studio.js';
import { TcpProxy } from '../../support/tcp-proxy.js';
import { until } from '../../support/until.js';

const BACK_WITHIN_MS = 3000;
const STEP_MS = 50;

/**
 * A show: two members in an encrypted call, one of them talking without an end. The bot's time
 * stands still, unless there is another clock.
 */
async function startShow(options: StudioOptions = {}) {
	const clock = new SteppedClock();
	const studio = await startOn(clock, () =>
		startStudio({ clock, discord: { createEncryption: createDaveEncryption }, ...options }),
	);
	const guest = studio.guild.addMember({ name: 'Ben' });
	guest.join(studio.stage);
	const { id } = await goOnAir(studio);
	const receiver = await listen(studio, id);
	await encryptionOf(studio).settled();
	await untilHeard(studio, { member: studio.host, receiver });
	const speech = studio.host.startSpeaking(countedFrames(3000), { speaking: 'racing' });
	onTestFinished(() => speech.stop());
	await receiver.heard.atLeast(10);
	return { clock, guest, id, receiver, speech, studio };
}

function encryptionOf({ discord, stage }: Studio): DaveEncryption {
	return discord.voice.callIn(stage).encryption as DaveEncryption;
}

/** Resolves when a frame is heard that was sent from now on; the bot's time goes on for 3 s at most. */
async function soundIsBack(show: {
	clock: SteppedClock;
	receiver: PodcastReceiver;
	studio: Studio;
	speech: Speech;
}): Promise<void> {
	const { clock, receiver, speech, studio } = show;
	const sentBefore = speech.sentTo(studio.account).length;
	const heardBefore = receiver.heard.items.length;
	const endMs = clock.nowMs() + BACK_WITHIN_MS;
	await until(
		async () => {
			await clock.step(Math.min(STEP_MS, endMs - clock.nowMs()));
			const sent = new Set(
				speech
					.sentTo(studio.account)
					.slice(sentBefore)
					.map(({ opus }) => Buffer.from(opus).toString('hex')),
			);
			return receiver.heard.items
				.slice(heardBefore)
				.some(({ opus }) => opus && sent.has(Buffer.from(opus).toString('hex')));
		},
		{ interval: STEP_MS },
	).toBe(true);
}

function isPodcastConnected({ guild, registry }: Studio): boolean {
	const entry = registry.get(guild.id);
	return entry?.kind === 'on air' && entry.onAir.isPodcastConnected;
}

/** Opus frames that were sent and never heard. */
function lostFrames(sent: readonly SentPacket[], receiver: PodcastReceiver): SentPacket[] {
	const heard = new Set(
		receiver.heard.items.map(({ opus }) => Buffer.from(opus ?? []).toString('hex')),
	);
	return sent.filter(({ opus }) => !heard.has(Buffer.from(opus).toString('hex')));
}

function expectNoNonceTwice(...receivers: PodcastReceiver[]): void {
	const nonces = receivers.flatMap(({ heard }) =>
		heard.items.map(({ nonce }) => nonce.toString('hex')),
	);
	expect(new Set(nonces).size).toBe(nonces.length);
}

describe('the voice websocket drops', () => {
	test.each([1006, 4015])(
		'with code %i: media flows on, and not one frame is lost',
		async (code) => {
			const show = await startShow();
			const session = await show.studio.discord.voice.ready(show.studio.account, show.studio.guild);
			session.dropConnection(code === 1006 ? undefined : code);
			await until(() => session.resumes).toBe(1);
			await soundIsBack(show);
			show.speech.stop();
			const sent = show.speech.sentTo(show.studio.account);
			await until(() => lostFrames(sent, show.receiver).length).toBe(0);
			expectNoNonceTwice(show.receiver);
		},
	);

	test('while the resume is held back: frames go on air, and none as ciphertext', async () => {
		const show = await startShow({ clock: systemClock });
		const { studio, receiver } = show;
		const session = await studio.discord.voice.ready(studio.account, studio.guild);
		const release = studio.discord.voice.hold('upgrade');
		session.dropConnection();
		const heardBefore = receiver.heard.items.length;
		await receiver.heard.atLeast(heardBefore + 20);
		release();
		await until(() => session.resumes).toBe(1);
		show.speech.stop();
		await until(() => lostFrames(show.speech.sentTo(studio.account), receiver).length).toBe(0);
	});

	test.each([4006, 4009, 4004])('with code %i: a new voice session is made', async (code) => {
		const show = await startShow();
		const session = await show.studio.discord.voice.ready(show.studio.account, show.studio.guild);
		session.dropConnection(code);
		await soundIsBack(show);
		expectNoNonceTwice(show.receiver);
	});
});

describe('Discord moves and restarts things', () => {
	test('the voice server moves', async () => {
		const show = await startShow();
		show.studio.discord.voice.moveServer(show.studio.stage);
		await soundIsBack(show);
		expectNoNonceTwice(show.receiver);
	});

	test('the voice server goes, and the next one is told 10 s later: the bot keeps its place', async () => {
		const show = await startShow();
		const { discord, guild, log, stage } = show.studio;
		const { world } = guild;
		const dispatch = world.dispatch.bind(world);
		const held: Parameters<typeof dispatch>[0][] = [];
		const states: unknown[] = [];
		world.dispatch = (event) => {
			if (event.event === 'VOICE_SERVER_UPDATE' && !JSON.stringify(event.data).includes(':null')) {
				held.push(event);
				return;
			}
			if (event.event === 'VOICE_STATE_UPDATE') {
				states.push(event.data);
			}
			dispatch(event);
		};
		discord.voice.moveServer(stage);
		await until(log).toContain('Voice connection is away');
		for (let waitedMs = 0; waitedMs < 10_000; waitedMs += 500) {
			await show.clock.step(500);
			await new Promise((resolve) => setImmediate(resolve));
		}
		held.forEach(dispatch);
		await soundIsBack(show);
		expect(states).toEqual([]);
	});

	test('the gateway asks for a reconnect: not one frame is lost', async () => {
		const show = await startShow();
		show.studio.discord.gateway.requestReconnect(show.studio.account);
		await until(() => show.studio.discord.gateway.counts.resumes).toBe(1);
		await soundIsBack(show);
		show.speech.stop();
		await until(
			() => lostFrames(show.speech.sentTo(show.studio.account), show.receiver).length,
		).toBe(0);
	});

	test('the gateway session becomes invalid', async () => {
		const show = await startShow();
		const { account, discord } = show.studio;
		discord.gateway.invalidateSession(account, false);
		await until(() => discord.gateway.counts.identifies).toBeGreaterThanOrEqual(2);
		await soundIsBack(show);
		expectNoNonceTwice(show.receiver);
	});

	test('the gateway is away while the voice session ends', async () => {
		const show = await startShow();
		const { account, discord, guild } = show.studio;
		const session = await discord.voice.ready(account, guild);
		discord.gateway.startOutage();
		session.dropConnection(4006);
		await new Promise((resolve) => setImmediate(resolve));
		discord.gateway.endOutage();
		await discord.gateway.connected(account);
		await soundIsBack(show);
	});
});

describe('end-to-end encryption breaks', () => {
	test('by a commit of an old epoch', async () => {
		const show = await startShow();
		const { service } = encryptionOf(show.studio);
		const connectionId = encryptionOf(show.studio).connectionIdOf(show.studio.account.id);
		service.faults.announceOldCommit(connectionId);
		await soundIsBack(show);
	});

	test('by a re-initialisation in mid-speech', async () => {
		const show = await startShow();
		encryptionOf(show.studio).service.faults.reinitialise();
		await soundIsBack(show);
	});

	test('by proposals that davey refuses', async () => {
		const show = await startShow();
		const encryption = encryptionOf(show.studio);
		encryption.service.faults.proposeForWrongEpoch(
			encryption.connectionIdOf(show.studio.account.id),
		);
		await soundIsBack(show);
	});
});

describe('the network is bad', () => {
	test('it loses 30 % of the packets: the rest is heard', async () => {
		const show = await startShow({ clock: systemClock });
		const session = await show.studio.discord.voice.ready(show.studio.account, show.studio.guild);
		session.setNetwork({ lossRate: 0.3 });
		await show.receiver.heard.atLeast(show.receiver.heard.items.length + 60);
		session.setNetwork(undefined);
		show.speech.stop();
		const arrived = show.speech.sentTo(show.studio.account).filter(({ copies }) => copies > 0);
		await until(() => lostFrames(arrived, show.receiver).length).toBe(0);
	});

	test('it reorders, delays and doubles: every frame is heard once', async () => {
		const show = await startShow({ clock: systemClock });
		const session = await show.studio.discord.voice.ready(show.studio.account, show.studio.guild);
		session.setNetwork({ jitterMs: 50, duplicateRate: 0.2, reorderRate: 0.2, reorderMs: 60 });
		await show.receiver.heard.atLeast(show.receiver.heard.items.length + 60);
		show.speech.stop();
		await until(
			() => lostFrames(show.speech.sentTo(show.studio.account), show.receiver).length,
		).toBe(0);
		expectNoNonceTwice(show.receiver);
	});
});

describe('no sound comes from the voice server, whose websocket lives', () => {
	test('the call is joined anew once somebody is said to talk', async () => {
		const show = await startShow();
		const { clock, guest, studio } = show;
		const session = await studio.discord.voice.ready(studio.account, studio.guild);
		await clock.step(5000);
		session.setNetwork({ lossRate: 1 });
		const speech = guest.startSpeaking(countedFrames(1000, 2), { speaking: 'racing' });
		onTestFinished(() => speech.stop());
		await until(
			async () => {
				await clock.step(STEP_MS);
				return studio.discord.voice.sessionOf(studio.account, studio.guild) !== session;
			},
			{ interval: STEP_MS },
		).toBe(true);
		speech.stop();
		await soundIsBack(show);
	});
});

describe('the podcast connection breaks', () => {
	/** The bot reaches the podcast server through a proxy, its receivers do not. */
	async function startProxiedShow(options: StudioOptions = {}) {
		const proxy = await TcpProxy.start();
		const show = await startShow({
			...options,
			podcastApiUrl: proxy.url,
			onServer: (server) => {
				proxy.targetPort = Number(new URL(server.url).port);
			},
		});
		return { ...show, proxy };
	}

	test('for a moment: the sender returns to its podcast, and nothing is sent late', async () => {
		const show = await startProxiedShow();
		const { account } = show.studio;
		const port = show.proxy.targetPort;
		show.proxy.targetPort = undefined;
		show.proxy.cut();
		await until(() => isPodcastConnected(show.studio)).toBe(false);
		const sent = () => show.speech.sentTo(account);
		const from = sent().length;
		await until(() => sent().length - from).toBeGreaterThan(20);
		// The last of them may still be on their way to the bot.
		const late = sent().slice(from, -5);
		show.proxy.targetPort = port;
		await soundIsBack(show);
		const [podcast] = show.studio.server.stats().podcasts;
		expect(podcast).toMatchObject({ id: show.id, status: 'live', receivers: 1 });
		expect(lostFrames(late, show.receiver)).toEqual(late);
		expectNoNonceTwice(show.receiver);
	});

	test('because the server was restarted and knows nothing: the new podcast is told', async () => {
		const show = await startProxiedShow({ clock: systemClock });
		const { config, server, text } = show.studio;
		show.proxy.targetPort = undefined;
		await server.close();
		const next = await PodcastServer.start({
			...config.server,
			clock: systemClock,
			logger: pino({ level: 'silent' }),
		});
		onTestFinished(() => next.close());
		show.proxy.targetPort = Number(new URL(next.url).port);
		await until(() => next.stats().podcasts[0]?.status).toBe('live');
		const newId = next.stats().podcasts[0]?.id as string;
		expect(newId).not.toBe(show.id);
		const panel = await show.studio.discord.until('the new id and link are told', () =>
			[...text.messages.values()].find((message) => message.text.includes(`/p/${newId}?key=`)),
		);
		expect(panel.text).toContain(`Podcast \`${newId}\``);
		const told = await fetch(`${next.url}/api/podcasts/${newId}${/\?key=[\w-]+/.exec(panel.text)}`);
		expect(await told.json()).toMatchObject({ serverName: 'Harbour', hostName: 'Ada' });
		await until(() => next.stats().podcasts[0]?.packetsIn).toBeGreaterThan(10);
	});

	test('because the server was restarted: the sender returns to its podcast', async () => {
		const show = await startProxiedShow({ clock: systemClock });
		const { config, server } = show.studio;
		show.proxy.targetPort = undefined;
		await server.close();
		expect(await show.receiver.closed).toBe(1012);
		const next = await PodcastServer.start({
			...config.server,
			memory: config.podcastMemory,
			publicUrl: show.proxy.url,
			clock: systemClock,
			logger: pino({ level: 'silent' }),
		});
		onTestFinished(() => next.close());
		const receiver = await listen({ ...show.studio, server: next }, show.id);
		show.proxy.targetPort = Number(new URL(next.url).port);
		await receiver.heard.atLeast(10);
		expect(receiver.secretKeyForms).toEqual(show.receiver.secretKeyForms);
		expectNoNonceTwice(show.receiver, receiver);
	});
});

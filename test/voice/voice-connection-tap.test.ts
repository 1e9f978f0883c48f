// Fails where a version of @discordjs/voice does otherwise than the tap was written for.
import { createRequire } from 'node:module';
import {
	joinVoiceChannel,
	NetworkingStatusCode,
	type VoiceConnection,
	VoiceConnectionStatus,
} from '@discordjs/voice';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { WebSocket } from 'ws';
import {
	VoiceConnectionTap,
	type VoiceTapListener,
} from '../../src/voice/connection/voice-connection-tap.js';
import { countedFrames } from '../support/fake-discord/counted-frames.js';
import { startFakeDiscord } from '../support/fake-discord/fake-discord.js';
import { leaveVoice, logIn } from '../support/fake-discord/real-client.js';
import { createDaveEncryption } from '../support/fake-discord/voice/dave-encryption.js';
import { until } from '../support/until.js';

const GCM = 'aead_aes256_gcm_rtpsize';
const XCHACHA20 = 'aead_xchacha20_poly1305_rtpsize';

function recordingListener() {
	return {
		onNewVoiceServer: vi.fn<VoiceTapListener['onNewVoiceServer']>(),
		onVoiceSession: vi.fn<VoiceTapListener['onVoiceSession']>(),
		onDatagram: vi.fn<VoiceTapListener['onDatagram']>(),
		onSpeaking: vi.fn<VoiceTapListener['onSpeaking']>(),
		onClientDisconnect: vi.fn<VoiceTapListener['onClientDisconnect']>(),
		onVoiceClose: vi.fn<VoiceTapListener['onVoiceClose']>(),
		onRefusedMessage: vi.fn<VoiceTapListener['onRefusedMessage']>(),
	};
}

async function tapped(
	options: {
		isEncrypted?: boolean;
		isDeaf?: boolean;
		modes?: readonly string[];
		heartbeatIntervalMs?: number;
	} = {},
) {
	const discord = await startFakeDiscord({
		...(options.isEncrypted && { createEncryption: createDaveEncryption }),
		...(options.modes && { voiceModes: options.modes }),
		...(options.heartbeatIntervalMs && { voiceHeartbeatIntervalMs: options.heartbeatIntervalMs }),
	});
	const account = discord.addBot({ name: 'Caster' });
	const guild = discord.addGuild({ name: 'Harbour', bots: [account] });
	const channel = guild.addVoiceChannel({ name: 'Lighthouse' });
	const ada = guild.addMember({ name: 'Ada' });
	ada.join(channel);
	const client = await logIn(discord, account);
	const connection = joinVoiceChannel({
		guildId: guild.id,
		channelId: channel.id,
		group: client.user.id,
		selfDeaf: options.isDeaf ?? false,
		adapterCreator: client.guilds.cache.get(guild.id)?.voiceAdapterCreator ?? neverCreated,
	});
	const listener = recordingListener();
	const tap = new VoiceConnectionTap(connection, listener);
	onTestFinished(async () => {
		await leaveVoice(connection);
		await client.destroy();
		await discord.close();
	});
	const session = await discord.voice.ready(account, guild);
	await becameReady(connection);
	return { account, ada, channel, connection, discord, guild, listener, session, tap };
}

function neverCreated(): never {
	throw new Error('Expected the client to know the guild');
}

async function becameReady(connection: VoiceConnection): Promise<void> {
	await until(() => connection.state.status).toBe(VoiceConnectionStatus.Ready);
}

/** The sockets that the library holds now. */
function socketsOf(connection: VoiceConnection) {
	if (connection.state.status !== VoiceConnectionStatus.Ready) {
		throw new Error(`Expected a ready connection, got ${connection.state.status}`);
	}
	const { state } = connection.state.networking;
	if (state.code !== NetworkingStatusCode.Ready) {
		throw new Error(`Expected ready networking, got ${state.code}`);
	}
	return { ws: state.ws, udp: state.udp, dave: state.dave };
}

describe('VoiceConnectionTap', () => {
	test('is written for the installed version', () => {
		const manifest = createRequire(import.meta.url).resolve('@discordjs/voice');
		const { version } = createRequire(import.meta.url)(
			`${manifest.slice(0, manifest.lastIndexOf('/dist/'))}/package.json`,
		);
		expect(version).toBe('0.19.2');
	});

	test('takes every datagram, and leaves the library none', async () => {
		const { ada, connection, listener } = await tapped();
		const handlers = socketsOf(connection).udp.listeners('message');
		expect(handlers).toEqual([connection.receiver.onUdpMessage]);
		listener.onDatagram.mockClear();
		await ada.speak(countedFrames(10), { speed: 10 });
		await until(() => listener.onDatagram.mock.calls.length).toBeGreaterThanOrEqual(15);
		expect(connection.receiver.speaking.users.size).toBe(0);
	});

	test('tells new voice servers, keys and speakers, in this order', async () => {
		const { ada, discord, channel, connection, listener } = await tapped();
		await ada.speak(countedFrames(1), { speed: 10 });
		await until(() => listener.onSpeaking.mock.calls.length).toBe(1);
		expect(listener.onSpeaking).toHaveBeenCalledWith(ada.id, expect.any(Number), true);
		expect(listener.onNewVoiceServer).toHaveBeenCalledTimes(1);
		expect(listener.onVoiceSession).toHaveBeenCalledTimes(1);
		expect(listener.onVoiceSession.mock.calls[0]?.[1]).toHaveLength(32);

		discord.voice.moveServer(channel);
		await until(() => listener.onVoiceSession.mock.calls.length).toBe(2);
		await becameReady(connection);
		const [, second] = listener.onNewVoiceServer.mock.invocationCallOrder;
		expect(second).toBeLessThan(listener.onVoiceSession.mock.invocationCallOrder[1] ?? 0);
	});

	test.each([
		{ who: 'who hears', isDeaf: false, modes: [GCM, XCHACHA20], chosen: XCHACHA20 },
		{ who: 'who is deaf', isDeaf: true, modes: [GCM, XCHACHA20], chosen: GCM },
		{ who: 'who hears, where there is one alone', isDeaf: false, modes: [GCM], chosen: GCM },
		{ who: 'who hears', isDeaf: false, modes: ['a_later_one', XCHACHA20, GCM], chosen: XCHACHA20 },
	])('has the library ask of $modes for $chosen: $who', async ({ isDeaf, modes, chosen }) => {
		const { listener } = await tapped({ isDeaf, modes });
		expect(listener.onVoiceSession.mock.calls[0]?.[0]).toBe(chosen);
	});

	test('measures the way to the voice gateway when it is asked to', async () => {
		const { connection, tap } = await tapped();
		expect(tap.roundTripMs).toBeUndefined();
		tap.askRoundTrip();
		await until(() => tap.roundTripMs).toBeGreaterThanOrEqual(0);
		connection.destroy();
		tap.askRoundTrip();
		expect(tap.roundTripMs).toBeUndefined();
	});

	test('tells who left', async () => {
		const { ada, listener } = await tapped();
		ada.leave();
		await until(() => listener.onClientDisconnect.mock.calls).toEqual([[ada.id]]);
	});

	test('stays on the connection while its websocket resumes', async () => {
		const { ada, connection, listener, session } = await tapped();
		const before = socketsOf(connection).ws;
		session.dropConnection(4015);
		await until(() => connection.state.status).toBe(VoiceConnectionStatus.Ready);
		await until(() => socketsOf(connection).ws === before).toBe(false);
		expect(listener.onVoiceSession).toHaveBeenCalledTimes(1);
		listener.onDatagram.mockClear();
		await ada.speak(countedFrames(3), { speed: 10 });
		await until(() => listener.onDatagram.mock.calls.length).toBeGreaterThanOrEqual(3);
	});

	test('survives datagrams that end the process of the library', async () => {
		const { ada, listener, session } = await tapped();
		for (let lengthBytes = 0; lengthBytes <= 12; lengthBytes++) {
			session.sendRaw(Buffer.alloc(lengthBytes, 0x80));
		}
		await ada.speak(countedFrames(1), { speed: 10 });
		await until(() =>
			listener.onDatagram.mock.calls.some(([datagram]) => datagram.length > 60),
		).toBe(true);
	});

	test.each([
		['a binary message that is cut', Buffer.of(0)],
		['an external sender that is none', Buffer.of(0, 9, 25, 1, 2, 3)],
		['proposals that are none', Buffer.of(0, 9, 27, 0, 1, 2, 3)],
		['a text that is null', 'null'],
		['a leaving member without id', '{"op":13}'],
		['a speaker without SSRC', '{"op":5}'],
		['an epoch without data', '{"op":24}'],
	])('survives %s from the voice server', async (_what, message) => {
		const { connection, listener } = await tapped({ isEncrypted: true });
		const { ws } = socketsOf(connection).ws as unknown as { ws: WebSocket };
		ws.emit('message', message, typeof message !== 'string');
		expect(listener.onRefusedMessage).toHaveBeenCalledTimes(1);
	});

	test('cuts a websocket that answers no heartbeats, as it would answer no close', async () => {
		const { connection, discord, session } = await tapped({ heartbeatIntervalMs: 500 });
		Object.assign(session.connection ?? {}, { answersHeartbeats: false });
		await until(() => session.resumes).toBe(1);
		await becameReady(connection);
		expect(discord.voice.servers.flatMap(({ closes }) => closes)).toEqual([1006]);
	});

	test('survives a keepalive on a socket that was closed meanwhile', async () => {
		const { connection } = await tapped();
		const { udp } = socketsOf(connection);
		connection.destroy();
		expect(() => (udp as unknown as { keepAlive(): void }).keepAlive()).not.toThrow();
	});

	test('takes end-to-end encryption off, and says so where it cannot', async () => {
		const { ada, channel, connection, discord, tap } = await tapped({ isEncrypted: true });
		await discord.voice.callIn(channel).encryption?.settled();
		expect(tap.endToEndVersion).toBe(1);
		const { dave } = socketsOf(connection);
		// A founding group is not confirmed by its clients, so it may still be on its way.
		await until(() => dave?.session?.ready).toBe(true);
		expect(tap.decryptEndToEnd(Buffer.alloc(60, 1), ada.id)).toEqual({ kind: 'failed' });
	});
});

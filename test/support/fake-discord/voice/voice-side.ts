// Everything voice: servers, calls, and what the main gateway's voice states mean for them.
import type { Certificate } from '../certificates.js';
import type { GatewaySession } from '../gateway/gateway-session.js';
import type { MainGateway, VoiceStateRequest } from '../gateway/main-gateway.js';
import type { Bot } from '../world/bot.js';
import type { Channel } from '../world/channel.js';
import type { Guild } from '../world/guild.js';
import type { Member, VoiceStateChange } from '../world/member.js';
import type { World } from '../world/world.js';
import type { CallEncryptionFactory } from './call-encryption.js';
import { VOICE_CLOSE } from './close-codes.js';
import { HandshakeGate, type HandshakeStep } from './handshake-gate.js';
import { type SpeakOptions, Speech } from './speech.js';
import { type CallMember, VoiceCall } from './voice-call.js';
import { VoiceServer } from './voice-server.js';
import { VoiceSession } from './voice-session.js';

/** Two, so that a call can be moved from one to another. */
const SERVER_COUNT = 2;

/** The voice half of the simulated Discord. */
export class VoiceSide {
	readonly servers: readonly VoiceServer[];
	readonly #world: World;
	readonly #gate = new HandshakeGate();
	readonly #createEncryption: CallEncryptionFactory | undefined;
	readonly #calls = new Map<Channel, VoiceCall>();
	readonly #serverOf = new Map<Channel, VoiceServer>();
	readonly #speeches = new Set<Speech>();
	#lastSsrc = 0;

	constructor(options: {
		world: World;
		gateway: MainGateway;
		certificate: Certificate;
		createEncryption: CallEncryptionFactory | undefined;
	}) {
		const { world, gateway, certificate } = options;
		this.#world = world;
		this.#createEncryption = options.createEncryption;
		this.servers = Array.from(
			{ length: SERVER_COUNT },
			() => new VoiceServer(world, certificate, this.#gate),
		);
		world.onVoiceStateChange = (change) => this.#onVoiceStateChange(change);
		world.speak = (member, frames, speakOptions) => this.speak(member, frames, speakOptions);
		gateway.onVoiceStateRequest = (session, request) => this.#onRequest(session, request);
		gateway.onSessionEnd = (session) => this.#onGatewaySessionEnd(session);
	}

	async listen(): Promise<void> {
		await Promise.all(this.servers.map((server) => server.listen()));
	}

	/** Holds back a step of every handshake from now on; the result lets it go on. */
	hold(step: HandshakeStep): () => void {
		return this.#gate.hold(step);
	}

	/** Refuses clients without end-to-end encryption (4017). */
	requireE2ee(): void {
		for (const server of this.servers) {
			server.requiresE2ee = true;
		}
	}

	/** The bot's voice session in a guild, whatever state it is in. */
	sessionOf(bot: Bot, guild: Pick<Guild, 'id'>): VoiceSession | undefined {
		return this.servers
			.map((server) => server.find(guild.id, bot.id))
			.find((session) => session?.isEnded === false);
	}

	/** Waits until media can flow to the bot. */
	ready(bot: Bot, guild: Guild, limitMs?: number): Promise<VoiceSession> {
		return this.#world.watch.until(
			`${bot.user.username} in voice`,
			() => {
				const session = this.sessionOf(bot, guild);
				return session?.isReady && session.isLive ? session : undefined;
			},
			limitMs,
		);
	}

	/** The call in a channel; there is one as soon as somebody has joined. */
	callIn(channel: Channel): VoiceCall {
		let call = this.#calls.get(channel);
		if (!call) {
			const encryption = channel.isStage
				? undefined
				: this.#createEncryption?.({ guildId: channel.guild.id, channelId: channel.id });
			call = new VoiceCall(channel, encryption);
			this.#calls.set(channel, call);
		}
		return call;
	}

	/**
	 * Moves a call to another voice server: `endpoint: null`, the old websockets close, then a
	 * VOICE_SERVER_UPDATE with the new endpoint.
	 */
	moveServer(channel: Channel, options: { closeCode?: number } = {}): void {
		const call = this.callIn(channel);
		const current = this.#serverIn(channel);
		const next = this.servers.find((server) => server !== current);
		const sessions = [...call.participants.keys()].map((id) => current.find(channel.guild.id, id));
		for (const session of sessions) {
			if (session) {
				this.#dispatchServer(session, null);
				session.end(options.closeCode ?? VOICE_CLOSE.DISCONNECTED);
				session.server.sessions.delete(session);
			}
		}
		if (next) {
			this.#serverOf.set(channel, next);
		}
		this.#renewEncryption(call);
		for (const session of sessions) {
			if (session) {
				this.#startSession(session.bot, session.member, session.gatewaySessionId);
			}
		}
	}

	/** Lets a member talk; see `Member.startSpeaking`. */
	speak(member: Member, frames: readonly Uint8Array[], options: SpeakOptions): Speech {
		const { channel } = member.voice;
		const participant = channel && this.#calls.get(channel)?.participants.get(member.id);
		if (!channel || !participant) {
			throw new RangeError(`${member.user.username} is not in a voice channel`);
		}
		const call = () => this.callIn(channel);
		const speech = new Speech({ call, participant, frames, timers: this.#world.timers, options });
		this.#speeches.add(speech);
		void speech.finished.then(() => this.#speeches.delete(speech));
		return speech;
	}

	async close(): Promise<void> {
		for (const speech of this.#speeches) {
			speech.stop();
		}
		for (const call of this.#calls.values()) {
			call.encryption?.close();
		}
		await Promise.all(this.servers.map((server) => server.close()));
	}

	#onRequest(gatewaySession: GatewaySession, request: VoiceStateRequest): void {
		const { bot } = gatewaySession;
		const { selfMute, selfDeaf } = request;
		const guild = this.#world.guilds.get(request.guildId);
		if (!guild?.bots.has(bot)) {
			return;
		}
		const member = guild.memberOf(bot);
		if (request.channelId === null) {
			member.setVoice({ channel: null, selfMute, selfDeaf });
			return;
		}
		const channel = guild.channels.get(request.channelId);
		const isSame = channel !== undefined && member.voice.channel === channel;
		// Full, forbidden or unknown channels are answered with silence.
		if (!channel?.isVoice || (!isSame && !member.mayConnect(channel))) {
			return;
		}
		const sessionId = gatewaySession.id;
		const isLive = this.sessionOf(bot, guild)?.isLive === true;
		const isOwn = member.voice.sessionId === sessionId;
		member.setVoice({ channel, sessionId, selfMute, selfDeaf });
		if (isSame && !(isLive && isOwn)) {
			this.#startSession(bot, member, sessionId);
		}
	}

	#onVoiceStateChange({ member, before, closeCode }: VoiceStateChange): void {
		const { channel } = member.voice;
		if (channel === before.channel) {
			return;
		}
		const bot = this.#world.bots.get(member.id);
		if (bot) {
			this.#endSessions(member, closeCode);
			if (channel) {
				this.#startSession(bot, member, member.voice.sessionId);
			}
			return;
		}
		if (before.channel) {
			this.#calls.get(before.channel)?.leave(member);
		}
		if (channel) {
			this.callIn(channel).join(member, this.#nextSsrc());
		}
	}

	#onGatewaySessionEnd(gatewaySession: GatewaySession): void {
		for (const guild of gatewaySession.bot.guilds) {
			const member = guild.memberOf(gatewaySession.bot);
			if (member.voice.sessionId === gatewaySession.id) {
				member.leave();
			}
		}
	}

	#startSession(bot: Bot, member: CallMember, gatewaySessionId: string): void {
		const { channel } = member.voice;
		if (!channel) {
			return;
		}
		const previous = this.sessionOf(bot, member.guild);
		const call = this.callIn(channel);
		const server = this.#serverIn(channel);
		const ssrc = this.#nextSsrc();
		const session = new VoiceSession({ bot, member, call, server, gatewaySessionId, ssrc });
		call.join(member, ssrc, session);
		server.sessions.add(session);
		if (previous) {
			previous.end(VOICE_CLOSE.SESSION_INVALID);
			previous.server.sessions.delete(previous);
		}
		this.#gate.pass('server-update', () => {
			if (!session.isEnded) {
				this.#dispatchServer(session, server.endpoint);
			}
		});
	}

	#endSessions(member: Member, closeCode: number): void {
		for (const server of this.servers) {
			for (const session of [...server.sessions]) {
				if (session.member === member) {
					session.end(closeCode);
					server.sessions.delete(session);
				}
			}
		}
	}

	#dispatchServer(session: VoiceSession, endpoint: string | null): void {
		this.#world.dispatch({
			event: 'VOICE_SERVER_UPDATE',
			bots: [session.bot],
			intents: 0,
			data: { token: session.token, guild_id: session.member.guild.id, endpoint },
		});
	}

	/** After a server move the group is a new one; the people in the call enter it again. */
	#renewEncryption(call: VoiceCall): void {
		if (!call.encryption) {
			return;
		}
		call.encryption.close();
		const people = [...call.participants.values()].filter((each) => !each.session);
		this.#calls.delete(call.channel);
		const renewed = this.callIn(call.channel);
		for (const person of people) {
			renewed.adopt(person);
		}
	}

	#serverIn(channel: Channel): VoiceServer {
		const server = this.#serverOf.get(channel) ?? this.servers[0];
		if (!server) {
			throw new RangeError('there is no voice server');
		}
		return server;
	}

	#nextSsrc(): number {
		this.#lastSsrc += 1 + this.#world.random.below(1000);
		return this.#lastSsrc;
	}
}

// The main gateway: takes websockets, keeps sessions, hands out the world's events.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GatewayIntentBits } from 'discord.js';
import { WebSocketServer } from 'ws';
import type { Bot } from '../world/bot.js';
import type { World } from '../world/world.js';
import { GATEWAY_CLOSE } from './close-codes.js';
import {
	type ClientPayload,
	GatewayConnection,
	type GatewayHandler,
} from './gateway-connection.js';
import { GatewaySession } from './gateway-session.js';
import { IdentifyLimit, readShard, type SeenIdentify, type Shard, shardOf } from './shards.js';

const OP_VOICE_STATE_UPDATE = 4;
const OP_REQUEST_GUILD_MEMBERS = 8;
const OP_REQUEST_CHANNEL_INFO = 43;
const GATEWAY_VERSION = '10';
/** Close codes with which a client ends its session for good. */
const SESSION_ENDING_CODES: readonly number[] = [1000, 1001];

const KNOWN_INTENTS = Object.values(GatewayIntentBits).reduce<number>(
	(all, bit) => (typeof bit === 'number' ? all | bit : all),
	0,
);
const PRIVILEGED_INTENTS =
	GatewayIntentBits.GuildPresences |
	GatewayIntentBits.GuildMembers |
	GatewayIntentBits.MessageContent;

/** What a bot asked for with op 4. */
export interface VoiceStateRequest {
	guildId: string;
	channelId: string | null;
	selfMute: boolean;
	selfDeaf: boolean;
}

/** A close that was seen, for tests. */
export interface GatewayClose {
	bot: Bot | undefined;
	code: number;
}

/** The websocket side of the simulated Discord, apart from voice. */
export class MainGateway implements GatewayHandler {
	/** Set once by the voice side. */
	onVoiceStateRequest: (session: GatewaySession, request: VoiceStateRequest) => void = () => {};
	/** Set once by the voice side: a session and with it the voice state is gone. */
	onSessionEnd: (session: GatewaySession) => void = () => {};
	/** Every websocket that closed, oldest first. */
	readonly closes: GatewayClose[] = [];
	/** How often a session was made and resumed. */
	readonly counts = { identifies: 0, resumes: 0 };
	readonly #world: World;
	readonly #identifyLimit: IdentifyLimit;
	readonly #http: Server;
	readonly #sockets: WebSocketServer;
	readonly #connections = new Set<GatewayConnection>();
	readonly #sessions = new Map<string, GatewaySession>();
	#isOut = false;

	constructor(world: World) {
		this.#world = world;
		this.#identifyLimit = new IdentifyLimit(world.options.identifyWindowMs);
		this.#http = createServer((_, response) => response.writeHead(404).end());
		this.#sockets = new WebSocketServer({ noServer: true });
		this.#http.on('upgrade', (request, socket, head) => {
			if (this.#isOut) {
				socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n');
				return;
			}
			const query = new URL(request.url ?? '/', 'http://localhost').searchParams;
			this.#sockets.handleUpgrade(request, socket, head, (websocket) => {
				const connection = new GatewayConnection(websocket, world, this);
				this.#connections.add(connection);
				if ((query.get('v') ?? GATEWAY_VERSION) !== GATEWAY_VERSION) {
					connection.close(GATEWAY_CLOSE.INVALID_API_VERSION, 'Invalid API version.');
				}
			});
		});
		world.deliver = (dispatch) => {
			const bots = new Set(dispatch.bots);
			for (const session of this.#sessions.values()) {
				if (bots.has(session.bot)) {
					session.deliver(dispatch);
				}
			}
		};
	}

	async listen(): Promise<void> {
		await new Promise<void>((resolve) => this.#http.listen(0, '127.0.0.1', resolve));
	}

	get url(): string {
		return `ws://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
	}

	/** Every Identify of a bot that could have begun a session, oldest first. */
	identifiesOf(bot: Bot): SeenIdentify[] {
		return this.#identifyLimit.seen.filter((each) => each.bot === bot);
	}

	/** The bot's sessions, newest last. */
	sessionsOf(bot: Bot): GatewaySession[] {
		return [...this.#sessions.values()].filter((session) => session.bot === bot);
	}

	/** Waits until the bot has a session with a websocket. */
	connected(bot: Bot, limitMs?: number): Promise<GatewaySession> {
		return this.#world.watch.until(
			`${bot.user.username} on the gateway`,
			() => this.sessionsOf(bot).findLast((session) => session.isConnected),
			limitMs,
		);
	}

	/** Op 7: the client is asked to reconnect and resume. */
	requestReconnect(bot: Bot): void {
		this.#each(bot, (connection) => connection.requestReconnect());
	}

	/** Op 9: with false the session is gone. */
	invalidateSession(bot: Bot, isResumable: boolean): void {
		this.#each(bot, (connection) => {
			if (!isResumable && connection.session) {
				this.#end(connection.session);
			}
			connection.invalidateSession(isResumable);
		});
	}

	/** Op 1: the client must beat at once. */
	requestHeartbeat(bot: Bot): void {
		this.#each(bot, (connection) => connection.requestHeartbeat());
	}

	/** From now on the websocket's heartbeats get no answer. */
	ignoreHeartbeats(bot: Bot): void {
		this.#each(bot, (connection) => {
			connection.answersHeartbeats = false;
		});
	}

	/** Ends the bot's TCP connections without a close frame; the session stays. */
	cut(bot: Bot): void {
		this.#each(bot, (connection) => connection.cut());
	}

	/** Closes the bot's websockets with a code. */
	close(bot: Bot, code: number): void {
		this.#each(bot, (connection) => connection.close(code));
	}

	/** Ends sessions without a websocket now, as the timeout would. */
	expireSessions(bot: Bot): void {
		for (const session of this.sessionsOf(bot).filter((each) => !each.isConnected)) {
			this.#end(session);
		}
	}

	/** Cuts all websockets and refuses new ones until `endOutage()`. */
	startOutage(): void {
		this.#isOut = true;
		for (const connection of this.#connections) {
			connection.cut();
		}
	}

	endOutage(): void {
		this.#isOut = false;
	}

	identify(connection: GatewayConnection, data: Record<string, unknown>): void {
		this.counts.identifies += 1;
		const bot = [...this.#world.bots.values()].find((each) => each.token === data.token);
		const intents = typeof data.intents === 'number' ? data.intents : -1;
		const shard = readShard(data.shard);
		if (!bot) {
			connection.close(GATEWAY_CLOSE.AUTHENTICATION_FAILED, 'Authentication failed.');
		} else if (intents < 0 || (intents & ~KNOWN_INTENTS) !== 0) {
			connection.close(GATEWAY_CLOSE.INVALID_INTENTS, 'Invalid intent(s).');
		} else if ((intents & PRIVILEGED_INTENTS & ~bot.privilegedIntents) !== 0) {
			connection.close(GATEWAY_CLOSE.DISALLOWED_INTENTS, 'Disallowed intent(s).');
		} else if (!shard) {
			connection.close(GATEWAY_CLOSE.INVALID_SHARD, 'Invalid shard.');
		} else if (this.#isTooLarge(bot, shard)) {
			connection.close(GATEWAY_CLOSE.SHARDING_REQUIRED, 'Sharding required.');
		} else if (!this.#identifyLimit.take(bot, shard)) {
			// API documentation, "Gateway", Identifying: more than `max_concurrency`.
			connection.invalidateSession(false);
		} else {
			const session = new GatewaySession({
				id: this.#world.random.hex(16),
				bot,
				intents,
				shard,
				sink: connection,
			});
			connection.session = session;
			this.#sessions.set(session.id, session);
			session.sendReady({ resumeUrl: this.url });
			this.#world.watch.changed();
		}
	}

	resume(connection: GatewayConnection, data: Record<string, unknown>): void {
		const session = this.#sessions.get(String(data.session_id));
		const sequence = typeof data.seq === 'number' ? data.seq : -1;
		if (![...this.#world.bots.values()].some((bot) => bot.token === data.token)) {
			connection.close(GATEWAY_CLOSE.AUTHENTICATION_FAILED, 'Authentication failed.');
		} else if (!session || session.bot.token !== data.token || sequence < 0) {
			connection.invalidateSession(false);
		} else if (!session.canReplayFrom(sequence)) {
			connection.close(GATEWAY_CLOSE.INVALID_SEQ, 'Invalid seq.');
		} else {
			this.counts.resumes += 1;
			connection.session = session;
			session.resume(connection, sequence);
			this.#world.watch.changed();
		}
	}

	command(session: GatewaySession, payload: ClientPayload): void {
		const data = (payload.d ?? {}) as Record<string, unknown>;
		if (data.guild_id !== undefined && !session.serves(String(data.guild_id))) {
			// Another shard's guild is as unknown as one that the bot is not in.
			return;
		}
		if (payload.op === OP_VOICE_STATE_UPDATE) {
			this.onVoiceStateRequest(session, {
				guildId: String(data.guild_id),
				channelId: typeof data.channel_id === 'string' ? data.channel_id : null,
				selfMute: data.self_mute === true,
				selfDeaf: data.self_deaf === true,
			});
		} else if (payload.op === OP_REQUEST_GUILD_MEMBERS) {
			this.#sendMembers(session, data);
		} else if (payload.op === OP_REQUEST_CHANNEL_INFO) {
			this.#sendChannelInfo(session, data);
		}
	}

	closed(connection: GatewayConnection, code: number): void {
		this.#connections.delete(connection);
		const { session } = connection;
		this.closes.push({ bot: session?.bot, code });
		if (session) {
			session.detach(connection);
			if (SESSION_ENDING_CODES.includes(code)) {
				this.#end(session);
			} else if (!session.isConnected) {
				this.#world.timers.after(this.#world.options.sessionTimeoutMs, () => {
					if (!session.isConnected) {
						this.#end(session);
					}
				});
			}
		}
		this.#world.watch.changed();
	}

	/** Ends everything; no session outlives it. */
	async shutDown(): Promise<void> {
		this.#isOut = true;
		this.#world.deliver = () => {};
		for (const connection of this.#connections) {
			connection.cut();
		}
		this.#sessions.clear();
		this.#sockets.close();
		this.#http.closeAllConnections();
		await new Promise<void>((resolve) => this.#http.close(() => resolve()));
	}

	#each(bot: Bot, action: (connection: GatewayConnection) => void): void {
		for (const connection of [...this.#connections]) {
			if (connection.session?.bot === bot) {
				action(connection);
			}
		}
	}

	/** A session may have so many guilds (API documentation, "Gateway", Sharding). */
	#isTooLarge(bot: Bot, [id, count]: Shard): boolean {
		const guilds = [...bot.guilds].filter((guild) => shardOf(guild.id, count) === id);
		return guilds.length > this.#world.options.maxGuildsPerShard;
	}

	#end(session: GatewaySession): void {
		if (this.#sessions.delete(session.id)) {
			this.onSessionEnd(session);
		}
	}

	/** What is not on the channel object (API documentation, "Gateway Events", Channel Info). */
	#sendChannelInfo(session: GatewaySession, { fields, guild_id }: Record<string, unknown>): void {
		const guild = this.#world.guilds.get(String(guild_id));
		if (!guild?.bots.has(session.bot)) {
			return;
		}
		const hasStatus = Array.isArray(fields) && fields.includes('status');
		const channels = [...guild.channels.values()].filter(
			({ isStage, isVoice, status }) => isVoice && !isStage && status !== null,
		);
		session.send('CHANNEL_INFO', {
			guild_id: guild.id,
			channels: channels.map(({ id, status }) => ({ id, ...(hasStatus ? { status } : {}) })),
		});
	}

	#sendMembers(session: GatewaySession, data: Record<string, unknown>): void {
		const guild = this.#world.guilds.get(String(data.guild_id));
		if (!guild?.bots.has(session.bot)) {
			return;
		}
		const ids = [data.user_ids ?? []].flat().map(String);
		const query = typeof data.query === 'string' ? data.query.toLowerCase() : undefined;
		const members = [...guild.members.values()].filter(
			(member) =>
				ids.includes(member.id) ||
				(query !== undefined && member.user.username.toLowerCase().startsWith(query)),
		);
		session.send('GUILD_MEMBERS_CHUNK', {
			guild_id: guild.id,
			members: members.map((member) => member.payload()),
			chunk_index: 0,
			chunk_count: 1,
			not_found: ids.filter((id) => !guild.members.has(id)),
			...(data.nonce === undefined ? {} : { nonce: data.nonce }),
		});
	}
}

// A simulated Discord on loopback that unmodified discord.js and @discordjs/voice log in to.
import { findAuthorityFiles, readAuthorityKey } from './authority.js';
import { issueServerCertificate } from './certificates.js';
import { MainGateway } from './gateway/main-gateway.js';
import { channelRoutes } from './rest/channel-routes.js';
import { commandRoutes } from './rest/command-routes.js';
import { guildRoutes } from './rest/guild-routes.js';
import { interactionRoutes } from './rest/interaction-routes.js';
import { RestServer } from './rest/rest-server.js';
import { scheduledEventRoutes } from './rest/scheduled-event-routes.js';
import { userRoutes } from './rest/user-routes.js';
import type { CallEncryptionFactory } from './voice/call-encryption.js';
import { VoiceSide } from './voice/voice-side.js';
import { Attachment, type AttachmentOptions } from './world/attachment.js';
import { Bot, type BotOptions } from './world/bot.js';
import { Guild, type GuildOptions } from './world/guild.js';
import { World, type WorldOptions } from './world/world.js';

/** How the simulation starts. */
export interface FakeDiscordOptions extends WorldOptions {
	/** End-to-end encryption of calls; default none, as in calls without DAVE. */
	createEncryption?: CallEncryptionFactory;
}

/** The simulated Discord: what exists, and the servers bots talk to. */
export class FakeDiscord {
	/** For `rest: { api }` of the client, or `DISCORD_API_URL`. */
	readonly apiUrl: string;
	/** For `NODE_EXTRA_CA_CERTS` of a bot in a child process. */
	readonly caFile: string;
	readonly rest: RestServer;
	readonly gateway: MainGateway;
	readonly voice: VoiceSide;
	readonly world: World;
	readonly #close: () => Promise<void>;

	constructor(parts: {
		caFile: string;
		rest: RestServer;
		gateway: MainGateway;
		voice: VoiceSide;
		world: World;
		close: () => Promise<void>;
	}) {
		this.apiUrl = parts.rest.url;
		this.caFile = parts.caFile;
		this.rest = parts.rest;
		this.gateway = parts.gateway;
		this.voice = parts.voice;
		this.world = parts.world;
		this.#close = parts.close;
	}

	addBot(options: BotOptions): Bot {
		return new Bot(this.world, options);
	}

	addGuild(options: GuildOptions): Guild {
		return new Guild(this.world, options);
	}

	/** A file for an option of a command. */
	addAttachment(options: AttachmentOptions): Attachment {
		return new Attachment(this.world, new URL(this.apiUrl).origin, options);
	}

	/** Waits until something is so, looking again whenever anything changes. */
	until<T>(what: string, look: () => T | undefined, limitMs?: number): Promise<T> {
		return this.world.watch.until(what, look, limitMs);
	}

	/** Closes all sockets and takes back all timers. */
	close(): Promise<void> {
		return this.#close();
	}
}

/** Starts REST, main gateway and voice servers on 127.0.0.1. */
export async function startFakeDiscord(options: FakeDiscordOptions = {}): Promise<FakeDiscord> {
	const { createEncryption, ...worldOptions } = options;
	const authority = findAuthorityFiles();
	const certificate = issueServerCertificate(readAuthorityKey(authority));
	const world = new World(worldOptions);
	const gateway = new MainGateway(world);
	const voice = new VoiceSide({ world, gateway, certificate, createEncryption });
	const rest = new RestServer(world, [
		...userRoutes(world, () => gateway.url),
		...commandRoutes(world),
		...interactionRoutes(world),
		...channelRoutes(world),
		...guildRoutes(world),
		...scheduledEventRoutes(world),
	]);
	await Promise.all([gateway.listen(), voice.listen(), rest.listen()]);
	const close = async () => {
		world.close();
		await Promise.all([gateway.shutDown(), voice.close(), rest.close()]);
		authority.remove();
	};
	return new FakeDiscord({ caFile: authority.caFile, rest, gateway, voice, world, close });
}

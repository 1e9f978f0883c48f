// When it may be that the bot is allowed something that it was not allowed before.
import { type Client, Events } from 'discord.js';

const watches = new WeakMap<Client<true>, AccessWatch>();

/** The watch of a bot account, which all parts share. */
export function accessWatchOf(client: Client<true>): AccessWatch {
	let watch = watches.get(client);
	if (!watch) {
		watch = new AccessWatch(client);
		watches.set(client, watch);
	}
	return watch;
}

/** Counts what may change permissions in a server, and tells who waits for it. */
export class AccessWatch {
	/** By guild id. */
	readonly #versions = new Map<string, number>();
	readonly #waiting = new Set<{ guildId: string | undefined; callback: () => void }>();

	constructor(client: Client<true>) {
		client.on(Events.ChannelUpdate, (_before, channel) =>
			this.#changed('guildId' in channel ? channel.guildId : undefined),
		);
		client.on(Events.ThreadUpdate, (_before, { guildId }) => this.#changed(guildId));
		client.on(Events.GuildRoleUpdate, (_before, { guild }) => this.#changed(guild.id));
		client.on(Events.GuildMemberUpdate, (_before, { guild, id }) => {
			if (id === client.user.id) {
				this.#changed(guild.id);
			}
		});
		client.on(Events.GuildCreate, ({ id }) => this.#changed(id));
		client.on(Events.GuildAvailable, ({ id }) => this.#changed(id));
	}

	/** Another number after each change in a guild; 0 for one that is not known. */
	version(guildId: string | undefined): number {
		return this.#versions.get(guildId ?? '') ?? 0;
	}

	/** Calls at each change in that guild, in any guild where it is undefined, until it is undone. */
	onChange(guildId: string | undefined, callback: () => void): () => void {
		const waiting = { guildId, callback };
		this.#waiting.add(waiting);
		return () => this.#waiting.delete(waiting);
	}

	#changed(guildId: string | undefined): void {
		this.#versions.set(guildId ?? '', this.version(guildId) + 1);
		for (const waiting of [...this.#waiting]) {
			if (waiting.guildId === undefined || waiting.guildId === guildId) {
				waiting.callback();
			}
		}
	}
}

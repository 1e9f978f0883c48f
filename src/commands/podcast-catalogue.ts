// Which podcasts a guild's members may have played, and where each of them is.
import type { Clock } from '../clock.js';
import { UserError } from '../errors.js';
import {
	type DirectoryEntry,
	describePodcast,
	listPublicPodcasts,
} from '../listener/podcast-directory.js';
import type { PodcastSource } from '../listener/podcast-listener.js';
import type { PodcastApi } from '../sender/podcast-api.js';
import { websocketBeside } from '../sender/websocket-route.js';
import { NOT_TO_BE_HEARD } from './listen-failures.js';
import type { GuildEntry, OnAirRegistry } from './on-air-registry.js';
import { cutText, plainLine } from './replies.js';

/** A podcast that somebody may hear. */
export interface ChosenPodcast {
	id: string;
	/** As a member wrote it; the id where none was given. */
	title: string;
	source: PodcastSource;
	/** The voice channel that it comes from, where that is one of ours. */
	fromChannelId(): string | undefined;
}

/** One line that Discord suggests. */
export interface Suggestion {
	name: string;
	value: string;
}

/** What a catalogue works with. */
export interface PodcastCatalogueOptions {
	api: PodcastApi;
	/** Base URL of the podcast server that the bot itself uses. */
	apiUrl: URL;
	/** Where that server's links lead, where that is another address. */
	publicUrl: URL | undefined;
	/** Origins of other podcast servers whose links may be opened. */
	linkOrigins: readonly string[];
	/** Whether the bot's podcast server announces the extended REST. */
	hasDirectory: () => boolean;
	clock: Clock;
	onAir: OnAirRegistry;
}

/** Most that Discord shows, and the longest name of one. */
const MAX_SUGGESTIONS = 25;
const MAX_NAME_LENGTH = 100;

const LINK_PATH = /^\/p\/([^/]+)\/?$/;

/** Podcasts by id, by link, and by what somebody is typing. */
export class PodcastCatalogue {
	readonly #options: PodcastCatalogueOptions;

	constructor(options: PodcastCatalogueOptions) {
		this.#options = options;
	}

	/** The podcast that a guild itself has on air. */
	own(guildId: string): ChosenPodcast | undefined {
		const entry = this.#options.onAir.get(guildId);
		return entry?.kind === 'on air' ? this.#fromOwnChannel(entry) : undefined;
	}

	/** What may be heard in a guild and has the typed text in its title, host, server or id. */
	async suggest(typed: string, guildId: string): Promise<Suggestion[]> {
		const own = this.own(guildId);
		const listed = (await this.#listPublic()).filter(({ id }) => id !== own?.id);
		const suggestions = [
			...(own ? [{ name: nameOf([own.title, 'this server']), value: own.id }] : []),
			...listed.map(({ id, title, hostName, serverName }) => ({
				name: nameOf([title || id, hostName, serverName]),
				value: id,
			})),
		];
		const wanted = typed.trim().toLowerCase();
		return suggestions
			.filter(({ name, value }) => `${name} ${value}`.toLowerCase().includes(wanted))
			.slice(0, MAX_SUGGESTIONS);
	}

	/**
	 * Finds what somebody means: a link, or the id of a podcast that is public or on air in this very
	 * guild.
	 *
	 * @throws {UserError} if there is none that the guild's members may hear
	 */
	async find(wanted: string, guildId: string): Promise<ChosenPodcast> {
		const text = wanted.trim();
		if (URL.canParse(text) && /^https?:/i.test(text)) {
			return this.#findByLink(new URL(text));
		}
		const own = this.own(guildId);
		if (own?.id === text) {
			return own;
		}
		const listed = (await this.#listPublic()).find(({ id }) => id === text);
		if (!listed) {
			throw new UserError(
				`${NOT_TO_BE_HEARD} An id alone opens public podcasts and this server’s own; for others paste the link.`,
			);
		}
		const { apiUrl } = this.#options;
		return {
			id: listed.id,
			title: listed.title || listed.id,
			source: fixedSource(apiUrl, { id: listed.id, listenKey: undefined }),
			fromChannelId: () => this.#options.onAir.find(listed.id)?.channelId,
		};
	}

	async #findByLink(link: URL): Promise<ChosenPodcast> {
		const { clock } = this.#options;
		const id = decodeId(LINK_PATH.exec(link.pathname)?.[1]);
		if (id === undefined) {
			throw new UserError(
				'That is no link of a podcast: those look like `https://…/p/AbC12?key=…`.',
			);
		}
		const apiUrl = this.#apiBehind(link);
		if (!apiUrl) {
			throw new UserError(
				`I do not open links to \`${link.host.replaceAll('`', '')}\`: whoever runs this bot can allow it with \`PODCAST_LINK_ORIGINS\`.`,
			);
		}
		const listenKey = link.searchParams.get('key') || undefined;
		const described = await describePodcast({ apiUrl, id, listenKey }, clock);
		const findOwn = () => (this.#isOwnServer(apiUrl) ? this.#options.onAir.find(id) : undefined);
		return {
			id,
			// Whoever cannot open the podcast is not to learn what it is called.
			title: described ? described.title || (findOwn()?.title ?? id) : id,
			source: fixedSource(apiUrl, { id, listenKey }),
			fromChannelId: () => findOwn()?.channelId,
		};
	}

	/** The server that a link leads to, if it is one that the bot may connect to. */
	#apiBehind(link: URL): URL | undefined {
		const { apiUrl, linkOrigins, publicUrl } = this.#options;
		if (link.origin === apiUrl.origin || link.origin === publicUrl?.origin) {
			return apiUrl;
		}
		return linkOrigins.includes(link.origin) ? new URL(link.origin) : undefined;
	}

	#isOwnServer(apiUrl: URL): boolean {
		return apiUrl.origin === this.#options.apiUrl.origin;
	}

	async #listPublic(): Promise<DirectoryEntry[]> {
		const { apiUrl, clock, hasDirectory } = this.#options;
		return hasDirectory() ? ((await listPublicPodcasts(apiUrl, clock)) ?? []) : [];
	}

	/** Follows the podcast where its server loses it and it gets another id. */
	#fromOwnChannel({ onAir, podcast }: GuildEntry & { kind: 'on air' }): ChosenPodcast | undefined {
		const { api } = this.#options;
		const now = onAir.podcast;
		return (
			now && {
				id: now.id,
				title: onAir.title,
				source: {
					address: () => onAir.podcast && api.websocketAddress(onAir.podcast),
					isComingBack: () => !podcast.isOver,
				},
				fromChannelId: () => onAir.channelId,
			}
		);
	}
}

function fixedSource(
	apiUrl: URL,
	{ id, listenKey }: { id: string; listenKey: string | undefined },
): PodcastSource {
	const url = websocketBeside(apiUrl, id);
	if (listenKey !== undefined) {
		url.searchParams.set('key', listenKey);
	}
	return { address: () => ({ url, headers: {} }), isComingBack: () => false };
}

function nameOf(parts: readonly string[]): string {
	return cutText(plainLine(parts.filter(Boolean).join(' — ')), MAX_NAME_LENGTH);
}

function decodeId(part: string | undefined): string | undefined {
	try {
		return part === undefined ? undefined : decodeURIComponent(part);
	} catch {
		return undefined;
	}
}

// Which podcasts a guild's members may have played, and where each of them is.

import type { PodcastApi } from '../client/podcast-api.js';
import {
	type DirectoryEntry,
	describePodcast,
	listPublicPodcasts,
} from '../client/podcast-directory.js';
import type { PodcastSource } from '../client/podcast-listener.js';
import { websocketBeside } from '../client/websocket-route.js';
import type { Clock } from '../clock.js';
import type { GuildEntry, ShowRegistry } from '../show/show-registry.js';
import type { PodcastReference } from '../store/podcast-reference.js';
import { findLinkServer, hostsOfMachine, type LinkServer } from './link-servers.js';
import { ListeningRefusedError } from './listening-facts.js';
import { type PastedAddress, readPastedText } from './podcast-address.js';

/** A podcast that somebody may hear. */
export interface ChosenPodcast {
	id: string;
	/** As a member wrote it; the id where none was given. */
	title: string;
	source: PodcastSource;
	/** By which it is found again after a restart. */
	reference: PodcastReference;
	/** The voice channel that it comes from, where that is one of ours. */
	fromChannelId(): string | undefined;
}

/** A podcast that may be heard in a guild without a link; all texts are a member's. */
export interface OfferedPodcast {
	id: string;
	/** The id where none was given. */
	title: string;
	/** Empty where none was given, as the next. */
	hostName: string;
	serverName: string;
	/** Whether the guild itself has it on air. */
	isOwn: boolean;
}

/** The podcast of a show that is on air. */
export interface LiveAtAddress {
	id: string;
	/** What opens it; undefined where nothing is needed. */
	listenKey: string | undefined;
}

/** Everything that a catalogue needs. */
export interface PodcastCatalogueOptions {
	api: PodcastApi;
	/** Base URL of the podcast server that the bot itself uses. */
	apiUrl: URL;
	/** Where that server's links lead, where that is another address. */
	publicUrl: URL | undefined;
	/** Origins of other podcast servers whose links may be opened. */
	linkOrigins: readonly string[];
	/**
	 * Finds what is on air at a show's address on that server, for whoever has the key of the address.
	 *
	 * @returns undefined where there is nothing that they may hear
	 */
	findLive?: ((slug: string, key: string | undefined) => LiveAtAddress | undefined) | undefined;
	/** Whether the bot's podcast server announces the extended REST. */
	hasDirectory: () => boolean;
	clock: Clock;
	onAir: ShowRegistry;
}

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

	/** What may be heard in a guild without a link, its own first. */
	async offer(guildId: string): Promise<OfferedPodcast[]> {
		const own = this.own(guildId);
		const listed = (await this.#listPublic()).filter(({ id }) => id !== own?.id);
		return [
			...(own ? [{ id: own.id, title: own.title, hostName: '', serverName: '', isOwn: true }] : []),
			...listed.map((entry) => ({ ...entry, title: entry.title || entry.id, isOwn: false })),
		];
	}

	/**
	 * Finds what somebody means by an address of a podcast, or by the id of one that is public or on air
	 * in this very guild.
	 *
	 * @param wanted - the address in whatever form it was pasted
	 * @throws {ListeningRefusedError} if there is none that the guild's members may hear
	 */
	async find(wanted: string, guildId: string): Promise<ChosenPodcast> {
		const pasted = readPastedText(wanted);
		if (pasted.kind === 'address') {
			return this.#findByAddress(pasted.address, guildId);
		}
		// An id of another kind of server may look like anything.
		const ids = [wanted.trim(), ...(pasted.kind === 'id' ? [pasted.id] : [])];
		const podcast = await this.#findById(ids, guildId);
		if (!podcast) {
			throw new ListeningRefusedError({
				kind: pasted.kind === 'id' ? 'no such podcast' : 'no podcast address',
			});
		}
		return podcast;
	}

	/** What was played before a restart; undefined where it is over, or not allowed any more. */
	reopen(
		reference: PodcastReference,
		{ guildId, title }: { guildId: string; title: string },
	): ChosenPodcast | undefined {
		if (reference.kind === 'own') {
			return this.own(guildId);
		}
		const { id, server } = reference;
		const listenKey = reference.listenKey ?? undefined;
		const apiUrl = server === null ? this.#options.apiUrl : this.#allowed(server);
		return apiUrl && this.#fixed(apiUrl, { id, title, listenKey });
	}

	async #findById(ids: readonly string[], guildId: string): Promise<ChosenPodcast | undefined> {
		const own = this.own(guildId);
		if (own && ids.includes(own.id)) {
			return own;
		}
		const listed = (await this.#listPublic()).find(({ id }) => ids.includes(id));
		return (
			listed &&
			this.#fixed(this.#options.apiUrl, {
				id: listed.id,
				title: listed.title || listed.id,
				listenKey: undefined,
			})
		);
	}

	async #findByAddress(pasted: PastedAddress, guildId: string): Promise<ChosenPodcast> {
		const { clock } = this.#options;
		const server = this.#serverOf(pasted);
		const { id, listenKey } = this.#liveAt(pasted, server);
		const own = this.own(guildId);
		if (server.kind === 'own' && listenKey === undefined && own?.id === id) {
			return own;
		}
		const { apiUrl } = server;
		const described = await describePodcast({ apiUrl, id, listenKey }, clock);
		const ownTitle = () => this.#findOwn(apiUrl, id)?.title ?? id;
		// Whoever cannot open the podcast is not to learn what it is called.
		const title = described ? described.title || ownTitle() : id;
		return this.#fixed(apiUrl, { id, title, listenKey });
	}

	/** A show's address leads to what is on air there, on our own server. */
	#liveAt({ slug, ...address }: PastedAddress, server: LinkServer): LiveAtAddress {
		if (slug === undefined) {
			return address;
		}
		const live =
			server.kind === 'own' ? this.#options.findLive?.(slug, address.listenKey) : undefined;
		if (!live) {
			throw new ListeningRefusedError({
				kind: server.kind === 'own' ? 'no such podcast' : 'no podcast address',
			});
		}
		return live;
	}

	/** Under one id, whatever becomes of it. */
	#fixed(
		apiUrl: URL,
		podcast: { id: string; title: string; listenKey: string | undefined },
	): ChosenPodcast {
		const { id, title, listenKey } = podcast;
		const server = this.#isOwnServer(apiUrl) ? null : apiUrl.href;
		return {
			id,
			title,
			source: fixedSource(apiUrl, { id, listenKey }),
			reference: { kind: 'podcast', id, listenKey: listenKey ?? null, server },
			fromChannelId: () => this.#findOwn(apiUrl, id)?.channelId,
		};
	}

	#findOwn(apiUrl: URL, id: string) {
		return this.#isOwnServer(apiUrl) ? this.#options.onAir.find(id) : undefined;
	}

	#isOwnServer(apiUrl: URL): boolean {
		return apiUrl.href === this.#options.apiUrl.href;
	}

	/** Another server that the bot may still connect to. */
	#allowed(server: string): URL | undefined {
		const apiUrl = new URL(server);
		return this.#options.linkOrigins.includes(apiUrl.origin) ? apiUrl : undefined;
	}

	/** The server that an address leads to, if it is one that the bot may connect to. */
	#serverOf(address: PastedAddress): LinkServer & { apiUrl: URL } {
		const { apiUrl, linkOrigins, publicUrl } = this.#options;
		const server = findLinkServer(address, {
			apiUrl,
			publicUrls: [...(publicUrl ? [publicUrl] : []), ...this.#toldUrls(address.id)],
			linkOrigins,
			machineHosts: hostsOfMachine(),
		});
		switch (server.kind) {
			case 'not allowed':
				throw new ListeningRefusedError({
					kind: 'server not allowed',
					host: address.server.host,
				});
			case 'elsewhere on it':
				throw new ListeningRefusedError({ kind: 'no podcast address' });
			default:
				return server;
		}
	}

	/** What panels say of a podcast of ours, which its server may have called by another name. */
	#toldUrls(podcastId: string): URL[] {
		const { api, onAir } = this.#options;
		const told = onAir.shows.flatMap(({ announcer, onAir: { podcast } }) =>
			podcast?.id === podcastId
				? [api.publicWebsocketUrl(podcast).href, announcer.link?.href ?? '']
				: [],
		);
		return told.flatMap((text) => {
			const pasted = readPastedText(text);
			return pasted.kind === 'address' ? [pasted.address.server] : [];
		});
	}

	async #listPublic(): Promise<DirectoryEntry[]> {
		const { apiUrl, clock, hasDirectory } = this.#options;
		return hasDirectory() ? ((await listPublicPodcasts(apiUrl, clock)) ?? []) : [];
	}

	/** Follows the podcast where its server loses it and it gets another id. */
	#fromOwnChannel({ onAir, show }: GuildEntry & { kind: 'on air' }): ChosenPodcast | undefined {
		const { api } = this.#options;
		const now = onAir.podcast;
		return (
			now && {
				id: now.id,
				title: onAir.title,
				source: {
					address: () => onAir.podcast && api.websocketAddress(onAir.podcast),
					version: () => onAir.podcast,
					isComingBack: () => !show.isOver,
				},
				reference: { kind: 'own' },
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

// One show of the soak: a guild, members who talk in turns and at once, and a probe that hears it.
import { setTimeout as sleep } from 'node:timers/promises';
import type { FakeDiscord } from '../support/fake-discord/fake-discord.js';
import type { SeededRandom } from '../support/fake-discord/seeded-random.js';
import type { Bot } from '../support/fake-discord/world/bot.js';
import type { Channel } from '../support/fake-discord/world/channel.js';
import type { Guild } from '../support/fake-discord/world/guild.js';
import type { Member } from '../support/fake-discord/world/member.js';
import type { Message } from '../support/fake-discord/world/message.js';
import { PodcastReceiver } from '../support/podcast-receiver.js';

/** A client of the bot's server, as `PODCAST_CLIENTS` names it. */
export const CLIENT = { clientId: '555', clientToken: 'soak-token' } as const;

/** What a show hands on to others. */
export interface ShowSceneOptions {
	discord: FakeDiscord;
	account: Bot;
	/** Several talkspurts, of one voice each. */
	voices: readonly (readonly Uint8Array[])[];
	random: SeededRandom;
	/** Runs what must not meet another such thing: commands, ends of the gateway's session. */
	alone: <Result>(run: () => Promise<Result>) => Promise<Result>;
	serverUrl: () => string;
	onTrouble: (trouble: string) => void;
}

const SPURT_FRAMES = 100;
const PAUSE_MS = 800;
/** After a connection that ended, before the next. */
const PROBE_AGAIN_MS = 200;
const LOOK_EVERY_MS = 50;

/** A show and what was heard of it. */
export class ShowScene {
	readonly guild: Guild;
	readonly channel: Channel;
	readonly host: Member;
	/** Ben and Cleo, who come and go; the host stays. */
	readonly guests: readonly [Member, Member];
	/** Frames that the probe heard, of all podcasts of the show. */
	heard = 0;
	probeConnections = 0;
	readonly #options: ShowSceneOptions;
	readonly #text: Channel;
	#podcast: { id: string; panel: Message } | undefined;
	#probing: Promise<void> = Promise.resolve();
	#talking: Promise<unknown> = Promise.resolve();
	#isTalking = false;

	constructor(name: string, options: ShowSceneOptions) {
		const { account, discord } = options;
		this.#options = options;
		this.guild = discord.addGuild({ name: `Harbour ${name}`, bots: [account] });
		this.channel = this.guild.addVoiceChannel({ name: `Lighthouse ${name}` });
		this.#text = this.guild.addTextChannel({ name: 'general' });
		this.host = this.guild.addMember({ name: 'Ada', permissions: ['ManageGuild'] });
		this.guests = [this.guild.addMember({ name: 'Ben' }), this.guild.addMember({ name: 'Cleo' })];
		for (const member of [this.host, ...this.guests]) {
			member.join(this.channel);
		}
	}

	/** The podcast, while there is one, from when on its panel has the link for guests. */
	get podcast(): { id: string; listenKey: string } | undefined {
		const listenKey = /\?key=([\w-]{22})(?![\w-])/.exec(this.#podcast?.panel.text ?? '')?.[1];
		return this.#podcast && listenKey ? { id: this.#podcast.id, listenKey } : undefined;
	}

	/** Goes on air, and puts the probe there. */
	async start(): Promise<void> {
		const panel = await this.command(this.host, 'podcast start');
		const id = /Podcast `([^`]+)`/.exec(panel.text)?.[1];
		if (id === undefined) {
			throw new Error(`Expected a podcast to start, got: ${panel.text}`);
		}
		this.#podcast = { id, panel };
		this.#probing = this.#keepProbing(id);
	}

	/** Ends the show and waits until the probe knows. */
	async stop(): Promise<void> {
		this.#podcast = undefined;
		await this.command(this.host, 'podcast stop');
		await this.#probing;
	}

	/** Lets a member type a command; resolves with the answer. */
	command(member: Member, line: string): Promise<Message> {
		return this.#options.alone(async () => {
			const interaction = member.runCommand(line, {}, { channel: this.#text });
			// One wait is a minute, which a machine that is busy with others may exceed.
			return await interaction.response().catch(() => interaction.response());
		});
	}

	/** Lets everybody talk who is in voice, until {@link hush}. */
	talk(): void {
		this.#isTalking = true;
		const members = [this.host, ...this.guests];
		this.#talking = Promise.all(members.map((member, index) => this.#keepTalking(member, index)));
	}

	/** Resolves when nobody talks any more. */
	async hush(): Promise<void> {
		this.#isTalking = false;
		await this.#talking;
	}

	/** Whether so many more frames are heard in time. */
	async hears(frames: number, limitMs: number): Promise<boolean> {
		const enough = this.heard + frames;
		const deadlineMs = performance.now() + limitMs;
		while (this.heard < enough && performance.now() < deadlineMs) {
			await sleep(LOOK_EVERY_MS);
		}
		return this.heard >= enough;
	}

	async #keepTalking(member: Member, index: number): Promise<void> {
		const { random, voices } = this.#options;
		const voice = voices[index % voices.length] as readonly Uint8Array[];
		while (this.#isTalking) {
			if (member.voice.channel !== null) {
				const from = random.below(voice.length - SPURT_FRAMES);
				await member.speak(voice.slice(from, from + SPURT_FRAMES), { speaking: 'racing' });
			}
			// The host is never silent for long: that is what the probe counts on.
			await sleep(1 + random.below(index === 0 ? PAUSE_MS / 4 : PAUSE_MS * 2));
		}
	}

	/** Connects the probe again and again, for as long as this podcast is the show's. */
	async #keepProbing(podcastId: string): Promise<void> {
		const isOn = () => this.#podcast?.id === podcastId;
		const nonces = new Set<string>();
		while (isOn()) {
			this.probeConnections += 1;
			const probe = await PodcastReceiver.connect({
				serverUrl: this.#options.serverUrl(),
				podcastId,
				...CLIENT,
			}).catch(() => undefined);
			if (probe === undefined) {
				await sleep(PROBE_AGAIN_MS);
				continue;
			}
			probe.onPacket = ({ nonce, opus }) => {
				probe.heard.items.length = 0;
				this.heard += 1;
				const text = nonce.toString('latin1');
				if (opus === null || nonces.has(text)) {
					const what = opus === null ? 'a packet that does not open' : 'a nonce twice';
					this.#options.onTrouble(`${this.guild.name} heard ${what}`);
				}
				nonces.add(text);
			};
			await probe.closed;
		}
	}
}

// The bot as `npm start` runs it, behind a proxy, with a show and those who hear it.
import { expect, onTestFinished } from 'vitest';
import { type FakeDiscord, startFakeDiscord } from '../../support/fake-discord/fake-discord.js';
import type { Speech } from '../../support/fake-discord/voice/speech.js';
import type { VoiceSession } from '../../support/fake-discord/voice/voice-session.js';
import type { Bot } from '../../support/fake-discord/world/bot.js';
import type { Channel } from '../../support/fake-discord/world/channel.js';
import type { Guild } from '../../support/fake-discord/world/guild.js';
import type { Member } from '../../support/fake-discord/world/member.js';
import type { Message } from '../../support/fake-discord/world/message.js';
import { encode, tone } from '../../support/signal.js';
import { makeDataDir, untilLinked } from '../../support/studio.js';
import { ChildProgram } from '../program/child-program.js';
import { DOMAIN, type Domain } from './domain.js';
import { findPort } from './ports.js';
import { type ProxyKind, ReverseProxy } from './reverse-proxy.js';

/** Two seconds from the middle of a tone, whose period fits: said again and again it goes on. */
const TONE = encode(tone({ hz: 440, peak: 0.25, durationMs: 4000 })).slice(50, 150);

/** For longer than any test lasts. */
const TALK = Array.from({ length: 150 }, () => TONE).flat();

/** A server with a show, and another one that hears it. */
export class HostedBot {
	readonly discord: FakeDiscord;
	readonly proxy: ReverseProxy;
	/** Where everybody else finds it. */
	readonly publicUrl: string;
	/** Past the proxy. */
	readonly ownUrl: string;
	readonly account: Bot;
	readonly host: Member;
	readonly text: Channel;
	readonly audience: { guild: Guild; host: Member; text: Channel; lounge: Channel };
	readonly #environment: Record<string, string>;
	#program: ChildProgram;

	/** Starts a simulated Discord, the bot and a proxy in front of it. */
	static async start(kind: ProxyKind, domain: Domain): Promise<HostedBot> {
		const [port, upstreamPort] = [await findPort(), await findPort()];
		const proxy = await ReverseProxy.start(kind, { domain, port, upstreamPort });
		const discord = await startFakeDiscord();
		onTestFinished(() => discord.close());
		const bot = new HostedBot({ discord, proxy, port, upstreamPort });
		await bot.#ready();
		return bot;
	}

	private constructor(parts: {
		discord: FakeDiscord;
		proxy: ReverseProxy;
		port: number;
		upstreamPort: number;
	}) {
		const { discord, port, proxy, upstreamPort } = parts;
		this.discord = discord;
		this.proxy = proxy;
		this.publicUrl = `https://${DOMAIN}:${port}`;
		this.ownUrl = `http://127.0.0.1:${upstreamPort}`;
		this.account = discord.addBot({ name: 'Caster' });
		const bots = [this.account];
		const guild = discord.addGuild({ name: 'Harbour', bots });
		this.text = guild.addTextChannel({ name: 'general' });
		this.host = guild.addMember({ name: 'Ada', permissions: ['ManageGuild'] });
		this.host.join(guild.addVoiceChannel({ name: 'Lighthouse' }));
		const other = discord.addGuild({ name: 'Marina', bots });
		this.audience = {
			guild: other,
			host: other.addMember({ name: 'Mia', permissions: ['ManageGuild'] }),
			text: other.addTextChannel({ name: 'chat' }),
			lounge: other.addVoiceChannel({ name: 'Lounge' }),
		};
		this.audience.host.join(this.audience.lounge);
		this.#environment = {
			DISCORD_TOKEN: this.account.token,
			DISCORD_API_URL: discord.apiUrl,
			DATA_DIR: makeDataDir(),
			PORT: String(upstreamPort),
			PUBLIC_URL: this.publicUrl,
			TRUST_PROXY: '1',
		};
		this.#program = this.#run();
	}

	/** Everything that the program now running has printed. */
	get output(): string {
		return this.#program.output;
	}

	/** Stops the bot as a supervisor does, and starts it again. */
	async restart(): Promise<void> {
		expect(await this.#program.stop('SIGTERM')).toMatchObject({ code: 0 });
		this.#program = this.#run();
		await this.#ready();
	}

	/** Goes on air; resolves with the panel, when it shows the link. */
	async goOnAir(options: Record<string, string> = {}): Promise<Message> {
		const start = this.host.runCommand('podcast start', options, { channel: this.text });
		const panel = await start.response();
		await untilLinked(panel);
		return panel;
	}

	/** Lets the other server hear a podcast; resolves with what the bot answers. */
	async playInLounge(podcast: string): Promise<Message> {
		const { host, text } = this.audience;
		return host.runCommand('podcast listen', { podcast }, { channel: text }).response();
	}

	/** What the other server's lounge hears. */
	loungeSession(): Promise<VoiceSession> {
		return this.discord.voice.ready(this.account, this.audience.guild);
	}

	/** Lets the host hold a tone until the test is over, or until `stop()` is called. */
	talk(): Speech {
		const speech = this.host.startSpeaking(TALK);
		onTestFinished(() => speech.stop());
		return speech;
	}

	#run(): ChildProgram {
		return new ChildProgram('index', this.#environment, { isShipped: true });
	}

	async #ready(): Promise<void> {
		await this.#program.printed(/Invite it with: /);
	}
}

/** The link that a panel shows. */
export function linkIn(panel: Message): string {
	const [link] = /https:\/\/\S+\/s\/[^\s)>\]]+/.exec(panel.text) ?? [];
	if (link === undefined) {
		throw new Error(`Expected a panel with a link, got: ${panel.text}`);
	}
	return link;
}

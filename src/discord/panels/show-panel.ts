// A channel's view of one show: listens to the show, and keeps the panel and the notice true.

import type { Logger } from 'pino';
import type { PodcastApi } from '../../client/podcast-api.js';
import { type Clock, comesWithin, type Timer } from '../../clock.js';
import type { VoicePrivacy } from '../../consent/voice-consent.js';
import type { Language } from '../../languages.js';
import type { Show } from '../../show/show.js';
import type { EndedShow, LoggedFact } from '../../show/show-events.js';
import type { ShowView } from '../../show/start-show.js';
import type { ShowMemory } from '../../store/show-store.js';
import type { ShowLinks } from '../places/show-links.js';
import { textsIn } from '../words/languages/texts.js';
import { MAX_PANEL_EVENTS, type PanelEvent, type PanelState } from '../words/panel-words.js';
import type { RecordingFacts } from '../words/recording-words.js';
import { describeFact, describeParting, describeUnaskedEnd } from '../words/show-words.js';
import { languageOfServer } from '../words/spoken-language.js';
import { describeTrouble } from '../words/trouble-words.js';
import type { EpisodePanels } from './episodes/episode-panels.js';
import { NewcomerNotice } from './notices/newcomer-notice.js';
import { renderPanel } from './panel.js';
import { PanelMessage } from './panel-message.js';
import type { AnswerableInteraction, PanelRoute } from './panel-route.js';
import { ReceiverCount } from './receiver-count.js';
import { VoiceStatus } from './voice-status.js';

/** How often it is looked at who is speaking. */
const LOOK_INTERVAL_MS = 1000;

/** The first panel waits no longer for the number of listeners. */
const FIRST_COUNT_TIMEOUT_MS = 500;

/** Everything that the panels of all shows need. */
export interface ShowPanelTools {
	api: PodcastApi;
	clock: Clock;
	/** Whether the voice channel's status says that it is on air. */
	hasChannelStatus: boolean;
	/** Whether the podcast server keeps podcasts over a restart. */
	keepsPodcasts: boolean;
	logger: Logger;
	/** Shows what becomes of recordings, from when a panel says that its show is over. */
	episodePanels: EpisodePanels;
	/** Where servers' shows stay. */
	links: ShowLinks;
	memory: ShowMemory;
	/** Who has been told, in the show that is on air, that they are. */
	privacy: VoicePrivacy;
	/** What becomes of recordings. */
	recordingFacts: RecordingFacts;
	/** Lets the program's end wait for this. */
	track: (ending: Promise<unknown>) => void;
}

/** A show's panel, from before it is on air until the panel says that it is over. */
export class ShowPanel implements ShowView {
	readonly show: Show;
	readonly #tools: ShowPanelTools;
	readonly #route: PanelRoute;
	readonly #message: PanelMessage;
	readonly #receivers: ReceiverCount;
	readonly #notice: NewcomerNotice;
	readonly #events: PanelEvent[] = [];
	readonly #opened: Promise<void>;
	#resolveOpened: () => void = () => {};
	#isOpen = false;
	#isPageNew = false;
	#counting: Promise<void> | undefined;
	#look: Timer | undefined;

	constructor(show: Show, route: PanelRoute, tools: ShowPanelTools) {
		const { clock, logger, privacy } = tools;
		this.show = show;
		this.#tools = tools;
		this.#route = route;
		this.#opened = new Promise((resolve) => {
			this.#resolveOpened = resolve;
		});
		this.#message = new PanelMessage({ route, clock, look: () => this.#describe() });
		this.#receivers = new ReceiverCount(tools, () => this.#counted());
		this.#notice = new NewcomerNotice({
			guild: show.plan.channel.guild,
			channelId: () => show.onAir.channelId,
			facts: () => ({
				visibility: show.announcer.isSupported ? show.plan.visibility : undefined,
				consent: show.plan.consent,
				hostName: show.plan.hostName,
				recording: show.recording?.isOn ? tools.recordingFacts : undefined,
				sinceEpochMs: show.onAir.sinceEpochMs,
			}),
			route,
			namesOf: (userIds) => show.namesOf(userIds),
			privacy,
			clock,
			logger,
			onRefused: (channelId, isToldElsewhere) =>
				show.log({ kind: 'newcomers not told', channelId, isToldElsewhere }),
		});
		if (!show.plan.resumed) {
			privacy.forgetTold(show.guildId);
		}
		this.#listen();
	}

	/** Id of the panel's message. */
	get id(): string {
		return this.#message.id;
	}

	/** The server's, which its owner may change while a show lasts. */
	get #language(): Language {
		return languageOfServer(this.show.plan.channel.guild);
	}

	/** How many listen at this moment; undefined where the podcast server does not tell. */
	async countListeners(): Promise<number | undefined> {
		const { podcast } = this.show.onAir;
		await this.#receivers.askNow(podcast?.id);
		return this.#receivers.of(podcast?.id);
	}

	async open(): Promise<void> {
		const { clock } = this.#tools;
		await comesWithin({ clock, timeoutMs: FIRST_COUNT_TIMEOUT_MS }, this.#counting);
		this.#isOpen = true;
		this.#isPageNew = this.#page !== undefined && this.#tools.links.takeFirst(this.show.guildId);
		await this.#message.refresh();
		this.#resolveOpened();
		this.#notice.open();
		this.#lookAgain();
	}

	/** Somebody pressed Refresh, and wants to see the panel as it would be now. */
	async refresh(interaction: AnswerableInteraction): Promise<void> {
		this.#route.adopt(interaction);
		await this.#receivers.ask(this.show.onAir.podcast?.id);
		await this.#message.refresh();
	}

	#listen(): void {
		const { events } = this.show;
		const update = () => this.#update('now');
		events.on('begun', () => {
			this.#counting = this.#receivers.ask(this.show.onAir.podcast?.id);
		});
		events.on('changed', update);
		this.#showStatus();
		events.on('castChanged', update);
		events.on('troubled', update);
		events.on('cleared', update);
		events.on('moved', update);
		events.on('logged', (logged) => this.#log(logged));
		events.on('entered', (userIds) => this.#notice.welcome(userIds));
		events.on('unasked', (userId) => this.#notice.remind(userId));
		events.on('parting', () => this.#stop());
		events.on('paused', () => this.#tools.track(this.#close()));
		events.on('ended', (ended) => this.#tools.track(this.#tellEnd(ended)));
	}

	/** Seen by all who see the channel, in the list. */
	#showStatus(): void {
		const { clock, hasChannelStatus, logger } = this.#tools;
		if (!hasChannelStatus) {
			return;
		}
		const { show } = this;
		const { events, plan } = show;
		const status = new VoiceStatus({
			guild: plan.channel.guild,
			channelId: () => show.onAir.channelId,
			title: () => show.onAir.title,
			isResumed: plan.resumed !== undefined,
			clock,
			logger,
			// The first panel says that it has begun, and where to listen.
			onMissing: (channelId) =>
				void this.#opened.then(() => show.log({ kind: 'channel status not allowed', channelId })),
		});
		events.on('begun', () => status.begin());
		events.on('changed', () => status.update());
		events.on('moved', () => status.update());
		events.on('leaving', (waitFor) => waitFor(status.takeBack()));
	}

	/** What happens before it is shown for the first time, the first panel shows. */
	#update(urgency: Parameters<PanelMessage['update']>[0]): void {
		if (this.#isOpen) {
			this.#message.update(urgency);
		}
	}

	#counted(): void {
		const count = this.#receivers.of(this.show.onAir.podcast?.id);
		if (count !== undefined) {
			this.show.events.emit('listeners', count);
		}
		this.#update('later');
	}

	#log({ atEpochMs, fact }: LoggedFact): void {
		const text = describeFact(fact, this.#language);
		if (text !== undefined) {
			this.#events.push({ atEpochMs, text });
			this.#events.splice(0, this.#events.length - MAX_PANEL_EVENTS);
			this.#update('now');
		}
	}

	#lookAgain(): void {
		if (this.show.isOver) {
			return;
		}
		const { clock } = this.#tools;
		const { onAir } = this.show;
		void this.#receivers.askNowAndThen(onAir.podcast?.id);
		const shown = this.#message.shown?.speakers ?? [];
		const hasNewSpeaker = this.#namesOf(onAir.voices.heardNow).some(
			(name) => !shown.includes(name),
		);
		this.#update(hasNewSpeaker ? 'soon' : 'later');
		this.#look = clock.at(clock.nowMs() + LOOK_INTERVAL_MS, () => this.#lookAgain());
	}

	#stop(): void {
		this.#look?.cancel();
		// Most of those who have come since the last question are still there.
		void this.#receivers.askNow(this.show.onAir.podcast?.id);
		this.#notice.close();
	}

	async #tellEnd({ durationMs, end, isUnasked }: EndedShow): Promise<void> {
		this.#tools.privacy.forgetTold(this.show.guildId);
		const closing = this.#close();
		if (isUnasked) {
			const reason = describeParting(end, this.show.onAir.channelId, this.#language);
			await this.#route.say(describeUnaskedEnd(reason, durationMs, this.#language));
		}
		await closing;
	}

	async #close(): Promise<void> {
		const { logger, memory } = this.#tools;
		try {
			await this.#opened;
			if ((await this.#message.close()) && this.show.ended) {
				await memory.remove(this.id);
				this.#handOver();
			}
		} catch (error) {
			logger.error({ guildId: this.show.guildId, err: error }, 'Closing a panel failed');
		}
	}

	/** What is said of its episode from now on stands below what it says of the show. */
	#handOver(): void {
		if (this.show.recording) {
			const left = { route: this.#route, show: renderPanel(this.#describe()).components };
			this.#tools.episodePanels.release(this.#route.place, this.show.guildId, left);
		}
	}

	#describe(): PanelState {
		const { keepsPodcasts } = this.#tools;
		const language = this.#language;
		const { announcer, ended, isPaused, onAir, plan } = this.show;
		const podcast = isPaused && !keepsPodcasts ? undefined : onAir.podcast;
		return {
			phase: this.#phase(),
			language,
			title: onAir.title,
			voiceChannelId: onAir.channelId,
			sinceEpochMs: onAir.sinceEpochMs,
			podcastId: podcast?.id,
			listening: announcer.isSupported
				? { visibility: plan.visibility, link: announcer.link?.href }
				: undefined,
			page: this.#page?.href,
			isPageNew: this.#isPageNew,
			receivers: this.#receivers.of(podcast?.id),
			speakers: this.#namesOf(onAir.voices.heardNow),
			offAir: onAir.voices.offAir.length,
			undecided: onAir.voices.undecided.length,
			consent: plan.consent,
			isRecorded: plan.isRecorded,
			recording: this.show.recording?.isOn ? this.#tools.recordingFacts : undefined,
			needsPresses: this.#route.needsPresses,
			warnings: isPaused
				? [textsIn(language).show.restarting]
				: onAir.troubles.map((trouble) => describeTrouble(trouble, language)),
			events: this.#events,
			end: ended && {
				durationMs: ended.durationMs,
				reason: describeParting(ended.end, onAir.channelId, language),
				figures: {
					peak: this.#receivers.peak,
					speakers: onAir.voices.heardCount,
					isPartly: plan.resumed !== undefined,
				},
			},
			again: plan.visibility,
		};
	}

	get #page(): URL | undefined {
		const { announcer, guildId, plan } = this.show;
		return announcer.isSupported ? this.#tools.links.livePage(guildId, plan.visibility) : undefined;
	}

	#phase(): PanelState['phase'] {
		const { ended, isPaused, onAir } = this.show;
		if (ended) {
			return 'off air';
		}
		if (isPaused) {
			return 'restarting';
		}
		return onAir.isPodcastConnected ? 'on air' : 'interrupted';
	}

	/** Sorted by name, so that the panel does not change with who spoke first. */
	#namesOf(userIds: readonly string[]): string[] {
		return this.show.namesOf(userIds).sort((a, b) => a.localeCompare(b, 'en'));
	}
}

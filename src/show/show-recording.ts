// The recording of one show: begins when it is on air, keeps to what members want, survives restarts.
import type { Logger } from 'pino';
import type { VoicePrivacy } from '../consent/voice-consent.js';
import type { CatchUp } from '../episodes/catch-up/catch-up.js';
import type { CatchUps } from '../episodes/catch-up/catch-ups.js';
import { readHeardFrom } from '../episodes/catch-up/heard-from.js';
import type { EpisodeLibrary } from '../episodes/episode-library.js';
import type { EpisodeFacts } from '../episodes/library-facts.js';
import type { VoiceFrame } from '../media/frames.js';
import { Recorder, type RecorderOptions } from '../recording/recorder.js';
import type { EpisodeManifest, EpisodePanel, RecordingEnd } from '../store/episode-manifest.js';
import type { ShowEvents, ShowFact } from './show-events.js';
import type { VoiceSink } from './show-voices.js';
import type { NoRecording, Trouble } from './troubles.js';

/** What all recordings of a program are made with. */
export interface RecordingTools {
	library: Pick<EpisodeLibrary, 'create' | 'discard' | 'folderOf' | 'follow' | 'recorded'>;
	settings: RecorderOptions['settings'];
	/** Lets listeners hear shows from their beginning on; undefined where they may not. */
	catchUps?: Pick<CatchUps, 'begin'> | undefined;
}

/** What a show's recording needs. */
export interface ShowRecordingOptions extends RecordingTools, Pick<RecorderOptions, 'clock'> {
	privacy: VoicePrivacy;
	logger: Logger;
	/** What the episode will say of the show; of a show with several it is the first one's. */
	facts: EpisodeFacts;
	/** The episode of an earlier process; it goes on. */
	episodeId: string | undefined;
	/** Lets the program's end wait for this. */
	track: (work: Promise<unknown>) => void;
}

/** The show, as far as its recording needs it. */
export interface RecordedShow {
	readonly events: ShowEvents;
	readonly isPaused: boolean;
	readonly onAir: {
		readonly podcast: { readonly id: string } | undefined;
		setTrouble(trouble: Trouble): void;
	};
	namesOf(userIds: readonly string[]): string[];
	log(fact: ShowFact): void;
	setEpisode(episodeId: string | undefined): Promise<void>;
}

/** Of all members together, while the disk prepares a recording: some 5 MB. */
const MAX_WAITING_FRAMES = 25_000;

/** What is kept of a show; nothing before it is on air. */
export class ShowRecording implements VoiceSink {
	readonly #options: ShowRecordingOptions;
	#show: RecordedShow | undefined;
	#recorder: Recorder | undefined;
	#catchUp: CatchUp | undefined;
	/** Of parts that are over, and can still be heard for a while. */
	readonly #catchUpsBefore: CatchUp[] = [];
	#panel: EpisodePanel | undefined;
	#part: number;
	/** The recorder that is being opened; never rejects. */
	#opening: Promise<void> = Promise.resolve();
	#parting: Promise<void> | undefined;
	/** What comes while the disk prepares the recording; undefined while it does not. */
	#waiting: VoiceFrame[] | undefined;
	/** Who has said no since then: what an earlier process has recorded of theirs is left out, too. */
	readonly #refused = new Set<string>();
	#isMissing = false;
	#unlisten: (() => void)[] = [];

	constructor(options: ShowRecordingOptions) {
		this.#options = options;
		this.#part = options.facts.part ?? 1;
	}

	/** Whether it is recorded, or about to be: not where the disk is in the way, nor after its end. */
	get isOn(): boolean {
		return !this.#isMissing && this.#parting === undefined;
	}

	/** The episode that is recorded now; undefined where nothing is. */
	get episode(): EpisodeManifest | undefined {
		return this.#recorder?.manifest;
	}

	/** Settled when a recording that the show has begun with goes on, or a new one; never rejects. */
	get opened(): Promise<void> {
		return this.#opening;
	}

	/** The show that it belongs to, before that begins. */
	useShow(show: RecordedShow): void {
		const { events } = show;
		this.#show = show;
		this.#unlisten = [
			events.on('begun', () => this.#open(this.#options.episodeId)),
			events.on('voiceConnection', (isConnected) =>
				isConnected ? this.#recorder?.voiceBack() : this.#recorder?.voiceLost(),
			),
			events.on('changed', () => this.#followPodcast()),
			events.on('logged', () => this.#followPodcast()),
			events.on('leaving', (waitFor) => waitFor(this.#leave())),
			this.#options.privacy.watch((userId) => this.#heed(userId)),
		];
	}

	/** The message in which the show is shown, and then its episode. */
	showIn(panel: EpisodePanel | undefined): void {
		this.#panel = panel;
	}

	push(frame: VoiceFrame): void {
		const recorder = this.#recorder;
		if (!this.#mayRecord(frame.userId)) {
			return;
		}
		if (recorder) {
			this.#catchUp?.letBackIn(frame.userId, recorder.durationMs);
			recorder.push(frame);
		} else if (this.#waiting && this.#waiting.length < MAX_WAITING_FRAMES) {
			this.#waiting.push(frame);
		}
	}

	isLeftOut(userId: string): boolean {
		return this.isOn && !this.#mayRecord(userId);
	}

	/** @returns resolves when nothing of it is heard from the show's beginning on; never rejects */
	async leaveOut(userId: string): Promise<void> {
		if (this.#waiting) {
			this.#waiting = this.#waiting.filter((frame) => frame.userId !== userId);
			this.#refused.add(userId);
		}
		this.#recorder?.leaveOut(userId);
		const catchUps = [...this.#catchUpsBefore, ...(this.#catchUp ? [this.#catchUp] : [])];
		await Promise.all(catchUps.map((catchUp) => catchUp.leaveOut(userId)));
	}

	/**
	 * A chapter begins here; where the disk is still preparing the recording, at its beginning.
	 *
	 * @returns where that is in the recording, in milliseconds; undefined where nothing is recorded
	 */
	async note(text: string, by: string): Promise<number | undefined> {
		await this.#opening;
		const atMs = this.#recorder?.note(text);
		if (atMs !== undefined) {
			this.#show?.log({ kind: 'noted', by, text });
		}
		return atMs;
	}

	/**
	 * Takes a member's voice out of what is recorded so far.
	 *
	 * @returns whether there was anything of it
	 * @throws the system's error where the disk refuses
	 */
	async erase(userId: string): Promise<boolean> {
		const recorder = this.#recorder;
		// Before the recording forgets which track it is.
		const isLeftOut = this.#catchUp?.leaveOut(userId);
		const wasThere = (await recorder?.erase(userId)) ?? false;
		await isLeftOut;
		if (recorder) {
			this.#options.library.follow(recorder.manifest);
		}
		return wasThere;
	}

	#mayRecord(userId: string): boolean {
		const { facts, privacy } = this.#options;
		return privacy.mayBeRecorded(facts.guildId, userId, facts.consent);
	}

	/** @returns resolves when it is heeded; never rejects */
	async #heed(userId: string): Promise<void> {
		if (!this.#mayRecord(userId)) {
			await this.leaveOut(userId);
		}
	}

	#followPodcast(): void {
		const podcast = this.#show?.onAir?.podcast;
		if (podcast) {
			this.#catchUp?.setPodcast(podcast.id);
		}
	}

	#open(episodeId: string | undefined): void {
		this.#waiting = [];
		this.#refused.clear();
		this.#opening = this.#opening.then(() => this.#begin(episodeId));
		this.#options.track(this.#opening);
	}

	async #begin(episodeId: string | undefined): Promise<void> {
		const { logger } = this.#options;
		if (this.#parting !== undefined) {
			this.#waiting = undefined;
			return;
		}
		try {
			const beginCatchUp = await this.#prepareCatchUp(episodeId);
			const recorder = (await this.#resume(episodeId)) ?? (await this.#start());
			// At once from here on: the recorder soon closes the ticks of what has waited.
			this.#catchUp = beginCatchUp(recorder);
			this.#recorder = recorder;
			this.#letIn();
			this.#followPodcast();
			this.#part = this.#recorder.manifest.part ?? 1;
		} catch (error) {
			this.#waiting = undefined;
			logger.error({ err: error }, 'The show cannot be recorded');
			this.#tellMissing('not begun');
			return;
		}
		await this.#show?.setEpisode(this.#recorder.id);
	}

	/** What has come meanwhile, of those who may still be recorded. */
	#letIn(): void {
		const waiting = this.#waiting ?? [];
		this.#waiting = undefined;
		for (const userId of this.#refused) {
			void this.leaveOut(userId);
		}
		for (const frame of waiting) {
			this.push(frame);
		}
	}

	/** Whoever has said no before a restart stays out; without it the show is recorded all the same. */
	async #prepareCatchUp(
		episodeId: string | undefined,
	): Promise<(recorder: Recorder) => CatchUp | undefined> {
		const { catchUps, library, logger, privacy } = this.#options;
		const folder = episodeId === undefined ? undefined : library.folderOf(episodeId);
		let heardFrom: ReadonlyMap<number, number> | undefined;
		let failure: unknown;
		try {
			heardFrom = catchUps && folder && (await readHeardFrom(folder));
		} catch (error) {
			failure = error;
		}
		return (recorder) => {
			const isResumed = recorder.id === episodeId;
			if (isResumed && failure) {
				logger.error({ err: failure }, 'The show cannot be heard from its beginning on');
				return undefined;
			}
			return catchUps?.begin({
				heardFrom: isResumed ? heardFrom : undefined,
				manifest: () => recorder.manifest,
				mayBeHeard: (userId) => this.#mayRecord(userId),
				watchWishes: (watcher) => privacy.watch(watcher),
			});
		};
	}

	/** Where what is there cannot be gone on with, it is left to be rendered, and a new one begins. */
	async #resume(episodeId: string | undefined): Promise<Recorder | undefined> {
		const { library, logger } = this.#options;
		const folder = episodeId === undefined ? undefined : library.folderOf(episodeId);
		try {
			return folder && (await Recorder.resume(this.#recorderOptions(folder)));
		} catch (error) {
			logger.error({ episodeId, err: error }, 'A recording cannot be gone on with');
			return undefined;
		}
	}

	async #start(): Promise<Recorder> {
		const { facts, library } = this.#options;
		const part = this.#part > 1 ? this.#part : undefined;
		const { folder, manifest } = library.create({
			...facts,
			...(part !== undefined && { part }),
			...(this.#panel && { panel: this.#panel }),
		});
		try {
			return await Recorder.start(manifest, this.#recorderOptions(folder));
		} catch (error) {
			await library.discard(manifest.id);
			throw error;
		}
	}

	#recorderOptions(folder: RecorderOptions['folder']): RecorderOptions {
		const { clock, logger, settings } = this.#options;
		return {
			folder,
			clock,
			logger: logger.child({ episodeId: folder.id }),
			settings,
			nameOf: (userId) => this.#show?.namesOf([userId])[0] ?? '',
			onEnded: (reason) => this.#ended(reason),
			onWritten: (untilTick) => this.#catchUp?.follow(untilTick),
		};
	}

	/** It has ended by itself: the disk is in the way, or it has become too long. */
	#ended(reason: RecordingEnd): void {
		const recorder = this.#recorder;
		this.#recorder = undefined;
		if (recorder) {
			this.#endCatchUp(recorder.manifest);
			this.#options.library.recorded(recorder.manifest);
		}
		if (reason !== 'too long') {
			this.#tellMissing(reason);
			void this.#show?.setEpisode(undefined);
			return;
		}
		this.#part += 1;
		this.#show?.log({ kind: 'next part', part: this.#part });
		this.#open(undefined);
	}

	/** It can be heard to its end for a while; one that is not whole is left to the next process. */
	#endCatchUp(manifest: EpisodeManifest): void {
		const catchUp = this.#catchUp;
		this.#catchUp = undefined;
		if (catchUp && manifest.state === 'rendering') {
			catchUp.end(manifest);
			this.#catchUpsBefore.push(catchUp);
		} else {
			void catchUp?.close();
		}
	}

	#tellMissing(why: NoRecording): void {
		this.#isMissing = true;
		this.#show?.onAir.setTrouble({ kind: 'not recorded', why });
	}

	/** The show leaves the air: what was recorded is an episode, or waits for a later process. */
	#leave(): Promise<void> {
		this.#parting ??= this.#close();
		this.#options.track(this.#parting);
		return this.#parting;
	}

	async #close(): Promise<void> {
		for (const unlisten of this.#unlisten) {
			unlisten();
		}
		await this.#opening;
		const recorder = this.#recorder;
		this.#recorder = undefined;
		try {
			if (this.#show?.isPaused) {
				await Promise.all([recorder?.pause(), this.#catchUp?.close()]);
			} else if (recorder) {
				const manifest = await recorder.stop();
				this.#endCatchUp(manifest);
				this.#options.library.recorded(manifest);
			}
		} catch (error) {
			this.#options.logger.error({ err: error }, 'A recording could not be closed');
		}
	}
}

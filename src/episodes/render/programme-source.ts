// The ticks of an episode from its first to its last: intro, tracks, outro.
import { OpusPacketReader } from '../../media/opus-packet-reader.js';
import type { Jingle } from './attachments.js';
import type { GainPlan } from './gain-plan.js';
import { ProgrammeVoice } from './programme-voice.js';
import type { RenderPace } from './render-job.js';
import { fillTrack, type Survey, type SurveyedTrack, TICKS_PER_BREATH } from './survey.js';

/** What an episode is made of. */
export interface ProgrammeSource {
	survey: Survey;
	gains: GainPlan;
	intro: Jingle;
	outro: Jingle;
	/** The part of the recording that is heard. */
	fromTick: number;
	untilTick: number;
}

/** What is made of it. */
export interface Sink {
	/** Takes one tick; all voices have gone on to it. */
	add(voices: readonly ProgrammeVoice[]): void;
	/** All ticks were there. */
	end(): void;
}

/** Who takes the ticks. */
interface Playing {
	sinks: readonly Sink[];
	/** `report` is told the tick. */
	pace: RenderPace;
}

/** Hands all ticks to the sinks, each voice decoded once. */
export async function playProgramme(source: ProgrammeSource, playing: Playing): Promise<void> {
	const player = new Player(playing);
	const { intro, outro, gains } = source;
	await player.playJingle(intro, gains.opusDb);
	await player.playTracks(source);
	await player.playJingle(outro, gains.opusDb);
}

class Player {
	readonly #playing: Playing;
	#tick = 0;

	constructor(playing: Playing) {
		this.#playing = playing;
	}

	/** Jingles are brought to the episode's loudness, so none of their packets is copied. */
	async playJingle({ packets, gainDb }: Jingle, opusDb: number): Promise<void> {
		const voice = new ProgrammeVoice({ mp3Db: gainDb, opusDb: gainDb - opusDb });
		try {
			for (const packet of packets) {
				voice.next(packet);
				await this.#add([voice]);
			}
		} finally {
			voice.close();
		}
	}

	async playTracks({ survey, gains, fromTick, untilTick }: ProgrammeSource): Promise<void> {
		const tracks = survey.tracks.map(
			(track, place) => new PlayedTrack(track, gains.mp3Db[place] ?? 0),
		);
		const voices = tracks.map(({ voice }) => voice);
		try {
			for (let tick = 0; tick < untilTick; tick++) {
				for (const track of tracks) {
					const packet = track.take() ?? (await track.wait());
					track.voice.next(packet);
				}
				if (tick >= fromTick) {
					await this.#add(voices);
				}
			}
		} finally {
			for (const track of tracks) {
				track.close();
			}
		}
	}

	async #add(voices: readonly ProgrammeVoice[]): Promise<void> {
		const { sinks, pace } = this.#playing;
		for (const sink of sinks) {
			sink.add(voices);
		}
		this.#tick += 1;
		if (this.#tick % TICKS_PER_BREATH === 0) {
			pace.report(this.#tick);
			await pace.breathe();
		}
	}
}

/** A track's file and its voice. */
class PlayedTrack {
	readonly voice: ProgrammeVoice;
	readonly #number: number;
	readonly #reader: OpusPacketReader;

	constructor({ number, file }: SurveyedTrack, mp3Db: number) {
		this.voice = new ProgrammeVoice({ mp3Db });
		this.#number = number;
		this.#reader = new OpusPacketReader(file);
	}

	take(): Uint8Array | undefined {
		return this.#reader.take();
	}

	/** @returns undefined where the track is over */
	async wait(): Promise<Uint8Array | undefined> {
		return (await fillTrack(this.#reader, this.#number)) ? this.#reader.take() : undefined;
	}

	close(): void {
		this.#reader.close();
		this.voice.close();
	}
}

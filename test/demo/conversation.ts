// Two members who read to each other, one after the other, until they are stopped.
import { join } from 'node:path';
import type { Speech } from '../support/fake-discord/voice/speech.js';
import type { Member } from '../support/fake-discord/world/member.js';
import { readOggOpus } from '../support/speech/ogg-opus.js';

const SPEECH_FOLDER = join(import.meta.dirname, '../support/speech');

/** Frames that one member reads before the other goes on: 4 s. */
const TURN_FRAMES = 200;

/** A conversation under way. */
export class Conversation {
	readonly #voices: { member: Member; frames: Uint8Array[] }[];
	#isStopped = false;
	#speech: Speech | undefined;
	#speaker: Member | undefined;

	constructor(first: Member, second: Member) {
		this.#voices = [
			{ member: first, frames: readOggOpus(join(SPEECH_FOLDER, 'voice-a.opus')) },
			{ member: second, frames: readOggOpus(join(SPEECH_FOLDER, 'voice-b.opus')) },
		];
	}

	/** Who speaks now. */
	get speaker(): string {
		return this.#speaker?.user.globalName ?? 'nobody';
	}

	/** Takes turns; resolves when stopped. */
	async run(): Promise<void> {
		for (let turn = 0; !this.#isStopped; turn++) {
			const voice = this.#voices[turn % 2];
			if (!voice) {
				return;
			}
			const begin = (Math.floor(turn / 2) * TURN_FRAMES) % voice.frames.length;
			this.#speaker = voice.member;
			this.#speech = voice.member.startSpeaking(voice.frames.slice(begin, begin + TURN_FRAMES));
			await this.#speech.finished;
		}
		this.#speaker = undefined;
	}

	/** Both fall silent at once. */
	stop(): void {
		this.#isStopped = true;
		this.#speech?.stop();
	}
}

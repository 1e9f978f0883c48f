// Two members who read to each other, and cut each other short, until they are stopped.
import { join } from 'node:path';
import type { Speech } from '../support/fake-discord/voice/speech.js';
import type { Member } from '../support/fake-discord/world/member.js';
import { readOggOpus } from '../support/speech/ogg-opus.js';

/** The build puts the voices beside the bundle. */
const SPEECH_FOLDER = join(import.meta.dirname, 'speech');

/** Frames that one member reads before the other goes on: 4 s. */
const TURN_FRAMES = 200;

/** So long both speak at the end of a turn, which is mixed: 1 s. */
const OVERLAP_FRAMES = 50;

const FRAME_DURATION_MS = 20;

/** A conversation under way. */
export class Conversation {
	readonly #voices: { member: Member; frames: Uint8Array[] }[];
	readonly #speeches = new Map<Member, Speech>();
	#endTurn: () => void = () => {};
	#isStopped = false;

	constructor(first: Member, second: Member) {
		this.#voices = [
			{ member: first, frames: readOggOpus(join(SPEECH_FOLDER, 'voice-a.opus')) },
			{ member: second, frames: readOggOpus(join(SPEECH_FOLDER, 'voice-b.opus')) },
		];
	}

	/** Who speaks now. */
	get speakers(): string {
		const names = [...this.#speeches.keys()].map(({ user }) => user.globalName);
		return names.length === 0 ? 'nobody' : names.join(' + ');
	}

	/** Takes turns; resolves when stopped. */
	async run(): Promise<void> {
		for (let turn = 0; !this.#isStopped; turn++) {
			const voice = this.#voices[turn % 2];
			if (!voice) {
				return;
			}
			const begin = (Math.floor(turn / 2) * TURN_FRAMES) % voice.frames.length;
			this.#speak(voice.member, voice.frames.slice(begin, begin + TURN_FRAMES));
			await this.#turn();
		}
		await Promise.all([...this.#speeches.values()].map(({ finished }) => finished));
	}

	/** Both fall silent at once. */
	stop(): void {
		this.#isStopped = true;
		this.#endTurn();
		for (const speech of this.#speeches.values()) {
			speech.stop();
		}
	}

	#speak(member: Member, frames: Uint8Array[]): void {
		const speech = member.startSpeaking(frames);
		this.#speeches.set(member, speech);
		void speech.finished.then(() => this.#speeches.delete(member));
	}

	#turn(): Promise<void> {
		return new Promise((resolve) => {
			const turnMs = (TURN_FRAMES - OVERLAP_FRAMES) * FRAME_DURATION_MS;
			const timer = setTimeout(resolve, turnMs);
			this.#endTurn = () => {
				clearTimeout(timer);
				resolve();
			};
		});
	}
}

// The sound checks of a program: one a server at a time, which gives way to whatever needs the seat.
import type { VoiceBasedChannel } from 'discord.js';
import type { PodcastApi } from '../../client/podcast-api.js';
import { tryLink } from '../../client/trials/link-trial.js';
import { InvalidStateError } from '../../errors.js';
import type { ShowRegistry } from '../show-registry.js';
import type { CheckedWay, CheckFacts } from './check-facts.js';
import { SoundCheck, type SoundCheckOptions } from './sound-check.js';

/** What all checks are made with. */
export interface SoundChecksOptions
	extends Omit<SoundCheckOptions, 'channel' | 'mayMeasure' | 'onListening'> {
	api: Pick<PodcastApi, 'listPodcasts'>;
	registry: ShowRegistry;
	/** Where our own server's links lead to; undefined where another server makes them. */
	linkUrl: URL | undefined;
}

/**
 * Voices that all checks together measure at a time, on the thread that shows' frames go through: each
 * takes some 1 % of it while somebody talks.
 */
const MAX_MEASURED_VOICES = 25;

/** All sound checks. */
export class SoundChecks {
	readonly #options: SoundChecksOptions;
	/** By guild. */
	readonly #running = new Map<string, SoundCheck>();

	constructor(options: SoundChecksOptions) {
		this.#options = options;
	}

	/** The check that is running in a guild. */
	in(guildId: string): SoundCheck | undefined {
		return this.#running.get(guildId);
	}

	/**
	 * Checks the sound in a channel, and the way to listeners meanwhile. The end of the program ends
	 * it with what was found until then.
	 *
	 * @throws {ShowRefusedError} if the guild has a show, or the bot is in voice there
	 * @throws {InvalidStateError} if a check is running there
	 */
	async run(channel: VoiceBasedChannel, onListening: () => void): Promise<CheckFacts> {
		const { registry } = this.#options;
		const { client, guildId } = channel;
		const accountId = client.user.id;
		if (this.#running.has(guildId)) {
			throw new InvalidStateError('Expected no sound check in the guild', 'running');
		}
		registry.assertFree(guildId, accountId);
		const check = new SoundCheck({
			...this.#options,
			channel,
			onListening,
			mayMeasure: () => this.#measuredVoices < MAX_MEASURED_VOICES,
		});
		const seat = registry.seats.claim({
			accountId,
			guildId,
			channelId: () => check.channelId,
			giveWay: () => check.giveWay(),
		});
		this.#running.set(guildId, check);
		const onClosing = () => check.stop({ kind: 'stopping' });
		registry.closing.addEventListener('abort', onClosing, { once: true });
		try {
			const looking = this.#look();
			const found = await check.run().finally(() => seat.giveBack());
			return { channel: found, way: await looking };
		} finally {
			registry.closing.removeEventListener('abort', onClosing);
			this.#running.delete(guildId);
		}
	}

	get #measuredVoices(): number {
		return [...this.#running.values()].reduce((sum, check) => sum + check.measuredVoices, 0);
	}

	/** Needs no channel, so it is done while somebody talks there. */
	async #look(): Promise<CheckedWay | undefined> {
		const { api, clock, linkUrl, logger, registry } = this.#options;
		const signal = registry.closing;
		try {
			const [serverProblem, link] = await Promise.all([
				api.listPodcasts(signal).then(noProblem, (error: Error) => error),
				linkUrl && tryLink(linkUrl, { clock, signal }),
			]);
			return signal.aborted ? undefined : { serverProblem, link };
		} catch (error) {
			logger.error({ err: error }, 'The way to listeners could not be tried');
			return undefined;
		}
	}
}

function noProblem(): undefined {}

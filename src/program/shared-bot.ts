// What the processes of one bot do together: each has its part of the servers, and logs in in its turn.
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { type Clock, comesWithin } from '../clock.js';
import type { Bus } from '../cluster/bus.js';
import { IdentifyTurns } from '../cluster/identify-turns.js';
import { ShardPlan } from '../cluster/shard-plan.js';
import { Subjects } from '../cluster/subjects.js';
import type { BotProgramConfig } from '../config/config.js';
import { ChoiceExchange } from '../consent/choice-exchange.js';
import type { Choice } from '../consent/choices.js';
import type { VoicePrivacy } from '../consent/voice-consent.js';
import { ConfigError } from '../errors.js';
import type { ShowRegistry } from '../show/show-registry.js';
import type { Trouble } from '../show/troubles.js';
import type { VoiceErasure } from '../show/voice-erasure.js';

/** Shows wait no longer for what other processes have to tell, where they may begin without. */
const HEARD_WITHIN_MS = 3000;

/** A recording that is just being taken up is erased from that much later. */
const BUSY_MS = 5000;

const UNSEEN: Trouble = { kind: 'choices unseen' };

/** Whose part it is, and how it reaches the others. */
export interface SharedBotOptions {
	config: BotProgramConfig;
	/** Undefined where this machine is the only one. */
	bus: Bus | undefined;
	privacy: VoicePrivacy;
	registry: ShowRegistry;
	clock: Clock;
	logger: Logger;
	/** Numbers in 0..1. */
	random: () => number;
}

/** One process's part of a bot. */
export class SharedBot {
	readonly plan: ShardPlan;
	/** Undefined where all shards are here: the library lets them log in one after the other. */
	readonly turns: IdentifyTurns | undefined;

	/** Settled when the others have told who has opted out, or had the time to. */
	readonly choicesHeard: Promise<void>;
	/** Settled when shows may begin, or the program stops. */
	readonly mayBegin: Promise<void>;
	readonly #options: SharedBotOptions;
	readonly #exchange: ChoiceExchange;
	#unwatch = () => {};
	#isClosed = false;

	/** @throws {ConfigError} if nobody could ever tell what is to be waited for */
	constructor(options: SharedBotOptions) {
		const { bus, clock, config, logger, privacy, random, registry } = options;
		const { botToken, shards } = config.bot;
		const { isPrivacyStrict, prefix } = config.cluster;
		this.#options = options;
		this.plan = new ShardPlan(shards);
		if (!bus && isPrivacyStrict && this.plan.isShared) {
			const message = `expected NATS_URL beside it and SHARDS=${this.plan}: without it nobody can tell who has opted out elsewhere, and no show would ever begin`;
			throw new ConfigError('PRIVACY_STRICT', message);
		}
		const process = {
			// Of the three parts of a token the first is the account's id, which is no secret.
			botId: botToken.split('.', 1)[0] ?? '',
			processId: randomUUID(),
			plan: this.plan,
			bus,
			subjects: new Subjects(prefix),
			clock,
			logger,
		};
		this.turns = shards === 'auto' ? undefined : new IdentifyTurns({ ...process, random });
		this.#exchange = new ChoiceExchange({
			...process,
			privacy,
			onUnseen: (isUnseen) =>
				isUnseen ? registry.setTrouble(UNSEEN) : registry.clearTrouble(UNSEEN),
		});
		const complete = this.#exchange.whenComplete();
		this.choicesHeard =
			bus && this.plan.isShared
				? comesWithin({ clock, timeoutMs: HEARD_WITHIN_MS }, complete).then(() => {})
				: Promise.resolve();
		this.mayBegin = isPrivacyStrict
			? Promise.race([complete, abortOf(registry.closing)])
			: this.choicesHeard;
		if (isPrivacyStrict) {
			registry.beginOnlyWhere(() => this.#exchange.isComplete);
		}
	}

	/** Whether a server is this process's. */
	readonly owns = (guildId: string): boolean => this.plan.ownsGuild(guildId);

	/** Erases from now on what members want to be erased in all processes. */
	eraseWith(erasure: VoiceErasure): void {
		this.#unwatch = this.#options.privacy.watchErasures((choice) => this.#erase(choice, erasure));
	}

	/** Has no more to do with the others. */
	close(): void {
		this.#isClosed = true;
		this.#unwatch();
		this.turns?.close();
		this.#exchange.close();
	}

	#erase({ changedAt, userId }: Choice, erasure: VoiceErasure): void {
		const { clock, logger } = this.#options;
		if (this.#isClosed) {
			return;
		}
		const again = () =>
			clock.at(clock.nowMs() + BUSY_MS, () =>
				this.#erase({ changedAt, userId, choice: 'erase' }, erasure),
			);
		erasure
			.erase(userId, ({ startedAtEpochMs }) => startedAtEpochMs < changedAt)
			.then(
				({ busy, changed, removed }) => {
					if (changed + removed + busy > 0) {
						logger.info({ changed, removed, busy }, 'A member was erased from recordings');
					}
					if (busy > 0) {
						again();
					}
				},
				(error: unknown) => {
					logger.error({ err: error }, 'A member could not be erased from recordings: tried again');
					again();
				},
			);
	}
}

function abortOf(signal: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		signal.addEventListener('abort', () => resolve(), { once: true });
	});
}

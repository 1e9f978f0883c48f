// What the processes of one bot do together: each has its part of the servers, and logs in in its turn.
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import type { Bus } from '../cluster/bus.js';
import { IdentifyTurns } from '../cluster/identify-turns.js';
import { ShardPlan } from '../cluster/shard-plan.js';
import { Subjects } from '../cluster/subjects.js';
import type { BotProgramConfig } from '../config/config.js';

/** Whose part it is, and how it reaches the others. */
export interface SharedBotOptions {
	config: BotProgramConfig;
	/** Undefined where this machine is the only one. */
	bus: Bus | undefined;
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

	constructor({ bus, clock, config, logger, random }: SharedBotOptions) {
		const { botToken, shards } = config.bot;
		this.plan = new ShardPlan(shards);
		const process = {
			// Of the three parts of a token the first is the account's id, which is no secret.
			botId: botToken.split('.', 1)[0] ?? '',
			processId: randomUUID(),
			plan: this.plan,
			bus,
			subjects: new Subjects(config.cluster.prefix),
			clock,
			logger,
		};
		this.turns = shards === 'auto' ? undefined : new IdentifyTurns({ ...process, random });
	}

	/** Whether a server is this process's. */
	readonly owns = (guildId: string): boolean => this.plan.ownsGuild(guildId);

	/** Has no more to do with the others. */
	close(): void {
		this.turns?.close();
	}
}

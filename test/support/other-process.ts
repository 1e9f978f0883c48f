// Another process of a bot, as far as the first one knows of it: what members have chosen there.
import { onTestFinished } from 'vitest';
import type { Clock } from '../../src/clock.js';
import { ShardPlan, type Shards } from '../../src/cluster/shard-plan.js';
import { Subjects } from '../../src/cluster/subjects.js';
import { ChoiceExchange } from '../../src/consent/choice-exchange.js';
import { VoicePrivacy } from '../../src/consent/voice-consent.js';
import { createLogger } from '../../src/logger.js';
import type { Bot } from './fake-discord/world/bot.js';
import type { MemoryBroker } from './memory-bus.js';
import { makeDataDir } from './studio.js';

/** Starts one, on the same bus; resolves with the choices that it knows. */
export async function startOtherProcess(options: {
	account: Bot;
	broker: MemoryBroker;
	clock: Clock;
	shards: Shards;
	/** What is chosen there before it is on the bus. */
	before?: (privacy: VoicePrivacy) => Promise<void>;
}): Promise<VoicePrivacy> {
	const { account, before, broker, clock, shards } = options;
	const logger = createLogger({ level: 'silent', format: 'json', secrets: [] });
	const privacy = new VoicePrivacy({ folder: makeDataDir(), clock, logger });
	await privacy.open();
	await before?.(privacy);
	const exchange = new ChoiceExchange({
		privacy,
		plan: new ShardPlan(shards),
		botId: account.token.split('.')[0] ?? '',
		processId: 'other',
		bus: broker.join(),
		subjects: new Subjects('podcasts'),
		clock,
		logger,
		onUnseen: () => {},
	});
	onTestFinished(async () => {
		exchange.close();
		await privacy.close();
	});
	return privacy;
}

// How the bot is, for whoever asks the process of its podcast server.
import { expect, test } from 'vitest';
import { BotHealth } from '../../src/program/server-process/bot-health.js';
import { SteppedClock } from '../support/stepped-clock.js';

test('is what it says, and that it hangs where it says nothing for 30 s', async () => {
	const clock = new SteppedClock();
	const health = new BotHealth(clock);
	expect(health.problem).toBeUndefined();
	health.told('Discord is away');
	health.heard();
	expect(health.problem).toBe('Discord is away');
	health.told(undefined);
	await clock.step(30_000);
	expect(health.problem).toBeUndefined();
	await clock.step(1);
	expect(health.problem).toBe('The bot does not answer');
	health.heard();
	expect(health.problem).toBeUndefined();
});

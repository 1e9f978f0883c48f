import { expect, test } from 'vitest';
import { createLogger } from '../../src/logger.js';
import { ShowEvents } from '../../src/show/show-events.js';

function setUp() {
	let log = '';
	const destination = {
		write: (line: string) => {
			log += line;
		},
	};
	const logger = createLogger({ level: 'error', format: 'json', secrets: [], destination });
	return { events: new ShowEvents(logger), log: () => log };
}

test('tells all who listen, in the order in which they came', () => {
	const { events } = setUp();
	const told: string[] = [];
	events.on('moved', (channelId) => told.push(`first ${channelId}`));
	events.on('moved', (channelId) => told.push(`second ${channelId}`));
	events.emit('moved', '42');
	events.emit('changed');
	expect(told).toEqual(['first 42', 'second 42']);
});

test('logs a listener that throws, and tells the others', () => {
	const { events, log } = setUp();
	const told: string[] = [];
	events.on('moved', () => {
		throw new Error('this one is broken');
	});
	events.on('moved', (channelId) => told.push(channelId));
	events.emit('moved', '42');
	expect(told).toEqual(['42']);
	expect(log()).toContain('this one is broken');
});

test('tells nothing to a listener that was taken away, also twice', () => {
	const { events } = setUp();
	const told: string[] = [];
	const stop = events.on('moved', (channelId) => told.push(channelId));
	stop();
	stop();
	events.emit('moved', '42');
	expect(told).toEqual([]);
});

test('a listener that takes itself away costs the next one nothing', () => {
	const { events } = setUp();
	const told: string[] = [];
	const stop = events.on('moved', () => stop());
	events.on('moved', (channelId) => told.push(channelId));
	events.emit('moved', '42');
	expect(told).toEqual(['42']);
});

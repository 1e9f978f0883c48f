// What an origin says on the bus: nothing that nobody asked for, and no more often than is of use.
import { expect, test } from 'vitest';
import { OriginPodcast } from '../../src/cluster/origin-podcast.js';
import {
	encodeWords,
	NO_RIGHT,
	proofOf,
	type Right,
	readAnswer,
	readEvent,
	rightOfClient,
	rightOfKey,
} from '../../src/cluster/podcast-words.js';
import { Subjects } from '../../src/cluster/subjects.js';
import { MemoryBroker } from '../support/memory-bus.js';
import { SteppedClock } from '../support/stepped-clock.js';

const SECRET_KEY = new Uint8Array(32).fill(7);
const COUNTS = { websockets: 1, ogg: 0, mp3: 2, hls: 0 };
const PACKET = Uint8Array.of(1, 2, 3);

function start() {
	const clock = new SteppedClock();
	const broker = new MemoryBroker(clock);
	const bus = broker.join();
	const edge = broker.join();
	const subjects = new Subjects('test');
	const asked: Right[] = [];
	const origin = new OriginPodcast({
		podcastId: 'abcde',
		run: 'run',
		...{ bus, clock, subjects },
		told: () => ({
			clientId: '1',
			details: { visibility: 'public', title: '', serverName: '', hostName: '', speakers: [] },
			standing: 'live',
			activeSinceMs: 1,
			listeners: origin.listenerCount,
		}),
		decide: (right) => {
			asked.push(right);
			return right.key === undefined ? { type: 'none' } : { type: 'open', secretKey: SECRET_KEY };
		},
		onListeners: () => origin.changed(),
	});
	const heard: string[] = [];
	edge.subscribe('test.v1.abcde.audio', ({ data }) =>
		heard.push(Buffer.from(data).toString('hex')),
	);
	edge.subscribe('test.v1.abcde.event', ({ data }) =>
		heard.push(readEvent(data)?.type ?? 'unread'),
	);
	const ask = (question: object | string) =>
		edge.request(
			subjects.get('abcde'),
			typeof question === 'string' ? Buffer.from(question) : encodeWords(question),
			1,
		);
	const report = (counts: object) =>
		edge.publish(subjects.listeners('abcde'), encodeWords({ edge: 'e', ...counts }));
	return { ask, asked, clock, edge, heard, origin, report };
}

test('sends nothing before somebody may hear it, each packet once afterwards, and none after 6 s', async () => {
	const { ask, clock, heard, origin, report } = start();
	origin.send(PACKET);
	await ask({ edge: 'e', right: NO_RIGHT });
	origin.send(PACKET);
	await ask({ edge: 'e', right: rightOfKey('key') });
	origin.send(PACKET);
	report({ ...COUNTS, isHeard: true });
	origin.send(PACKET);
	report({ ...COUNTS, isHeard: false });
	origin.send(PACKET);
	expect(heard.filter((message) => message.startsWith('0'))).toEqual([
		'00000000010203',
		'00000001010203',
	]);
	report({ ...COUNTS, isHeard: true });
	await clock.step(6000);
	origin.send(PACKET);
	expect(origin.stats).toEqual({ edges: 0, listeners: 0, packetsSent: 2 });
});

test('tells of changes at most four times a second, of silence and the end at once', async () => {
	const { clock, heard, origin, report } = start();
	report({ ...COUNTS, isHeard: true });
	heard.length = 0;
	for (let count = 0; count < 50; count++) {
		origin.changed();
		await clock.step(20);
	}
	expect(heard.filter((type) => type === 'details').length).toBeLessThanOrEqual(5);
	heard.length = 0;
	origin.silence();
	origin.reopened();
	origin.end(4003);
	expect(heard).toEqual(['silence', 'listenKey', 'end']);
	await clock.step(10_000);
	expect(heard).toHaveLength(3);
	expect(clock.pendingTimers).toBe(0);
});

test.each(['', '{', '[]', '{"edge":""}', '{"edge":"e","right":{"key":"short"}}'])(
	'answers no key to what is no question: %j',
	async (question) => {
		const { ask, asked } = start();
		expect(readAnswer(await ask(question))).toEqual({ error: 'podcast_not_found' });
		expect(asked).toEqual([]);
	},
);

test('a client’s proof is for one podcast and one client, and is not the token', () => {
	const proofs = [
		proofOf('abcde', '1', 'token'),
		proofOf('abcdf', '1', 'token'),
		proofOf('abcde', '2', 'token'),
		proofOf('abcde', '1', 'tokem'),
	];
	expect(new Set(proofs).size).toBe(4);
	expect(JSON.stringify(rightOfClient('abcde', '1', 'token-of-1'))).not.toContain('token-of-1');
	expect(JSON.stringify(rightOfKey('listen-key'))).not.toContain('listen-key');
});

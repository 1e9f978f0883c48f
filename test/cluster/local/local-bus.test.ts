import { type Duplex, duplexPair } from 'node:stream';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Bus, BusError } from '../../../src/cluster/bus.js';
import { encodeWord, WordReader } from '../../../src/cluster/local/bus-words.js';
import type { HubMember } from '../../../src/cluster/local/hub-member.js';
import { LocalBus } from '../../../src/cluster/local/local-bus.js';
import { LocalHub } from '../../../src/cluster/local/local-hub.js';
import { MemoryBroker } from '../../support/memory-bus.js';
import { SteppedClock } from '../../support/stepped-clock.js';
import { until } from '../../support/until.js';
import { bytes, text } from '../nats-buses.js';

const clock = new SteppedClock();
const log: string[] = [];
const logger = pino({ level: 'debug' }, { write: (line: string) => log.push(line) });

/** A hub, and what joins it. */
function start({ uplink }: { uplink?: Bus } = {}) {
	const hub = new LocalHub({ logger, uplink });
	onTestFinished(() => hub.close());
	const join = (): { bus: LocalBus; member: HubMember; stream: Duplex } => {
		const [here, there] = duplexPair();
		const member = hub.join(here);
		return { bus: new LocalBus({ stream: there, clock, logger }), member, stream: there };
	};
	return { hub, join };
}

/** What is heard there, as it comes. */
function hear(bus: Bus, subject: string): string[] {
	const heard: string[] = [];
	bus.subscribe(subject, ({ data }) => heard.push(text(data)));
	return heard;
}

function problem(asked: Promise<unknown>): Promise<string> {
	return asked.then(
		() => 'answered',
		(error: BusError) => error.problem,
	);
}

describe('LocalBus and LocalHub', () => {
	test('carry what is published to all who have subscribed, until they do no more', async () => {
		const { hub, join } = start();
		const [first, second] = [join(), join()];
		const heard = hear(first.bus, 'p.a.audio');
		const once: string[] = [];
		const unsubscribe = second.bus.subscribe('p.a.audio', ({ data, subject }) => {
			once.push(`${subject} ${text(data)}`);
		});
		await Promise.all([first.bus.flush(), second.bus.flush()]);
		hub.publish('p.a.audio', bytes('1'));
		hub.publish('p.b.audio', bytes('2'));
		hub.publish('p.a.event', bytes('3'));
		await hub.flush();
		expect([heard, once]).toEqual([['1'], ['p.a.audio 1']]);
		unsubscribe();
		unsubscribe();
		await second.bus.flush();
		expect(hub.publish('p.a.audio', bytes('4'))).toBe(true);
		await hub.flush();
		expect([heard, once]).toEqual([['1', '4'], ['p.a.audio 1']]);
	});

	test('nothing crosses to a process that wants nothing of it', async () => {
		const { hub, join } = start();
		const [here, there] = duplexPair();
		hub.join(here);
		const other = join();
		hear(other.bus, 'p.a.audio');
		await other.bus.flush();
		hub.publish('p.a.audio', bytes('1'));
		hub.publish('p.b.audio', bytes('2'));
		expect(there.read()).toBe(null);
	});

	test('what a process says is heard at the hub, and by no other process', async () => {
		const { hub, join } = start();
		const [first, second] = [join(), join()];
		const heard = hear(hub, 'p.a.listeners');
		const elsewhere = hear(second.bus, 'p.a.listeners');
		await second.bus.flush();
		expect(first.bus.publish('p.a.listeners', bytes('3'))).toBe(true);
		await first.bus.flush();
		await second.bus.flush();
		expect([heard, elsewhere]).toEqual([['3'], []]);
	});

	test('bring the answer to a question, or say why there is none', async () => {
		const { hub, join } = start();
		const { bus } = join();
		hub.subscribe('echo', ({ data, respond }) => respond(bytes(`${text(data)}!`)));
		hub.subscribe('mute', () => {});
		hub.subscribe('broken', () => {
			throw new Error('broken');
		});
		expect(text(await bus.request('echo', bytes('hello'), 60_000))).toBe('hello!');
		expect(await problem(bus.request('nobody', bytes(''), 60_000))).toBe('no responders');
		const late = problem(bus.request('mute', bytes(''), 20));
		const broken = problem(bus.request('broken', bytes(''), 20));
		await bus.flush();
		await clock.step(20);
		expect(await Promise.all([late, broken])).toEqual(['late', 'late']);
		expect(await bus.requestMany('nobody', bytes(''), 60_000)).toEqual([]);
		expect((await bus.requestMany('echo', bytes('all'), 60_000)).map(text)).toEqual(['all!']);
		expect(await problem(hub.request())).toBe('no responders');
	});

	test('a process that goes is forgotten, and everybody who waits for it is told', async () => {
		const uplinks = new MemoryBroker(clock);
		const { hub, join } = start({ uplink: uplinks.join() });
		const { bus, member, stream } = join();
		const seen: boolean[] = [];
		bus.watch((isConnected) => seen.push(isConnected));
		hub.subscribe('mute', () => {});
		hear(bus, 'p.a.audio');
		await bus.flush();
		const asked = problem(bus.request('mute', bytes(''), 60_000));
		const settled = member.settled();
		stream.destroy();
		expect(await asked).toBe('away');
		expect(await problem(bus.request('mute', bytes(''), 60_000))).toBe('away');
		expect([bus.isConnected, seen]).toEqual([false, [false]]);
		await bus.flush();
		member.pipe.close();
		await settled;
		await hub.flush();
		expect(hub.publish('p.a.audio', bytes('1'))).toBe(true);
		// Nothing is received for it any more.
		expect(uplinks.carry('p.a.audio', bytes('2'), () => {})).toBe(0);
	});

	test('a process that reads nothing gets no more audio than fits, and each word of the rest', async () => {
		const { hub, join } = start();
		const { bus, member, stream } = join();
		const heard: string[] = [];
		for (const subject of ['p.a.audio', 'p.a.event']) {
			bus.subscribe(subject, ({ data }) => heard.push(`${subject} ${data.length}`));
		}
		await bus.flush();
		stream.pause();
		const packet = new Uint8Array(1000);
		for (let count = 0; count < 500; count++) {
			hub.publish('p.a.audio', packet);
			if (count % 100 === 0) {
				hub.publish('p.a.event', bytes('silence'));
			}
		}
		expect(member.pipe.backlogBytes).toBeLessThan(100_000);
		expect(member.packetsDropped).toBeGreaterThan(400);
		stream.resume();
		await hub.flush();
		expect(heard.filter((word) => word === 'p.a.event 7')).toHaveLength(5);
		expect(heard).toHaveLength(505 - member.packetsDropped);
		hub.publish('p.a.audio', packet);
		await hub.flush();
		expect(heard.at(-1)).toBe('p.a.audio 1000');
	});

	test('what nobody here knows is asked, heard and told at other machines', async () => {
		const uplinks = new MemoryBroker(clock);
		const uplink = uplinks.join();
		const machine = uplinks.join();
		const { hub, join } = start({ uplink });
		const [first, second] = [join(), join()];
		hub.subscribe('p.here.get', ({ respond }) => respond(bytes('here')));
		machine.subscribe('p.here.get', ({ respond }) => respond(bytes('there')));
		machine.subscribe('p.there.get', ({ respond }) => respond(bytes('there')));
		const reports = hear(machine, 'p.there.listeners');
		const ask = async (id: string) => text(await first.bus.request(`p.${id}.get`, bytes(''), 1000));
		expect([await ask('here'), await ask('there')]).toEqual(['here', 'there']);
		expect(await problem(first.bus.request('p.none.get', bytes(''), 1000))).toBe('no responders');
		const heard = [hear(first.bus, 'p.there.audio'), hear(second.bus, 'p.there.audio')];
		await Promise.all([first.bus.flush(), second.bus.flush()]);
		machine.publish('p.there.audio', bytes('1'));
		first.bus.publish('p.there.listeners', bytes('1'));
		await first.bus.flush();
		await hub.flush();
		expect([...heard, reports]).toEqual([['1'], ['1'], ['1']]);
		expect(hub.packetsFromUplink).toBe(1);
		// Podcasts of this machine do not depend on it, and whoever may have missed something asks.
		const seen: boolean[] = [];
		first.bus.watch((isConnected) => seen.push(isConnected));
		uplink.setConnected(false);
		expect(await problem(first.bus.request('p.there.get', bytes(''), 1000))).toBe('away');
		expect(await ask('here')).toBe('here');
		uplink.setConnected(true);
		await until(() => seen).toEqual([true]);
	});

	test('one that says what nobody knows is cut off', async () => {
		const { hub } = start();
		const [here, there] = duplexPair();
		const member = hub.join(here);
		there.write(Buffer.from('00000007ff0000000000', 'hex'));
		there.write(Buffer.alloc(1));
		await until(() => member.pipe.isOpen).toBe(false);
		await member.settled();
		expect(log.join('')).toContain('The local bus has lost a process');
	});
});

describe('words of a local bus', () => {
	const words = [
		{ type: 'subscribe', number: 0, subject: 'p.ä.audio', data: Buffer.alloc(0) },
		{ type: 'request', number: 2 ** 32 - 1, subject: 'p', data: Buffer.from('data') },
		{ type: 'synced', number: 1, subject: '', data: Buffer.alloc(0) },
	] as const;

	test('are read whatever pieces they come in', () => {
		const all = Buffer.concat(words.map(encodeWord));
		for (const size of [1, 2, 7, all.length]) {
			const reader = new WordReader();
			const read = [];
			for (let start = 0; start < all.length; start += size) {
				for (const word of reader.read(all.subarray(start, start + size))) {
					read.push({ ...word, data: Buffer.from(word.data) });
				}
			}
			expect(read).toEqual(words);
		}
	});

	test.each([
		['longer than any', 'ffffffff'],
		['shorter than any', '00000006'],
		['of a type that there is not', '00000007ff000000000000'],
		['with a subject beyond its end', '0000000700000000000001'],
	])('one that is %s is refused', (_what, hex) => {
		expect(() => [...new WordReader().read(Buffer.from(hex, 'hex'))]).toThrow(RangeError);
	});
});

import { describe, expect, test } from 'vitest';
import { Authenticator } from '../../src/server/access/auth.js';
import { addressKey } from '../../src/server/limits/address.js';
import { completeLimits, DEFAULT_LIMITS } from '../../src/server/limits/limits.js';
import { RateLimiter } from '../../src/server/limits/rate-limit.js';
import { Backlog } from '../../src/server/websocket/backlog.js';
import { WriteJoining } from '../../src/server/websocket/write-joining.js';
import { SteppedClock } from '../support/stepped-clock.js';

describe('Backlog', () => {
	test('keeps the newest writes within its bytes', () => {
		const backlog = new Backlog(100);
		for (let packet = 10; packet < 20; packet += 2) {
			backlog.push(packet, { frames: Buffer.alloc(40), endPacket: packet + 2 });
		}
		expect(backlog.bytes).toBe(80);
		expect(backlog.firstPacket).toBe(16);
		expect(backlog.get(14)).toBeUndefined();
		expect(backlog.get(16)?.endPacket).toBe(18);
	});

	test('keeps nothing of a write that is larger than itself', () => {
		const backlog = new Backlog(100);
		backlog.push(1, { frames: Buffer.alloc(101), endPacket: 3 });
		expect(backlog.bytes).toBe(0);
		expect(backlog.firstPacket).toBe(3);
	});
});

describe('WriteJoining', () => {
	test('is not moved by one long burst', () => {
		const joining = new WriteJoining('auto', 8);
		joining.burstTook(50);
		expect(joining.packetsPerWrite).toBe(1);
	});

	test('stays at a fixed number', () => {
		const joining = new WriteJoining(2, 8);
		for (let burst = 0; burst < 100; burst++) {
			joining.burstTook(50);
		}
		expect(joining.packetsPerWrite).toBe(2);
	});
});

describe('RateLimiter', () => {
	test('lets a minute of calls through at once, then as they come back', async () => {
		const clock = new SteppedClock();
		const limiter = new RateLimiter(clock, 60);
		for (let call = 0; call < 60; call++) {
			expect(limiter.take('a')).toBe(0);
		}
		expect(limiter.take('a')).toBeCloseTo(1_000);
		expect(limiter.take('b')).toBe(0);
		await clock.step(999);
		expect(limiter.take('a')).toBeGreaterThan(0);
		await clock.step(2);
		expect(limiter.take('a')).toBe(0);
		expect(limiter.take('a')).toBeGreaterThan(0);
	});

	test('forgets the addresses that were quiet longest', () => {
		const limiter = new RateLimiter(new SteppedClock(), 1);
		limiter.take('first');
		limiter.take('second');
		for (let other = 0; other < 9_999; other++) {
			limiter.take(`other ${other}`);
		}
		expect(limiter.take('second')).toBeGreaterThan(0);
		expect(limiter.take('first')).toBe(0);
	});

	test('forgets whoever has all calls of a minute again', async () => {
		const clock = new SteppedClock();
		const limiter = new RateLimiter(clock, 2);
		limiter.take('once');
		limiter.take('twice');
		limiter.take('twice');
		await clock.step(29_999);
		limiter.take('another');
		expect(limiter.size).toBe(3);
		await clock.step(1);
		limiter.take('another');
		expect(limiter.size).toBe(2);
		expect(limiter.take('another')).toBeGreaterThan(0);
		await clock.step(30_000);
		limiter.take('another');
		expect(limiter.size).toBe(1);
	});
});

describe('addressKey', () => {
	test.each([
		['192.0.2.7', '192.0.2.7'],
		['::ffff:192.0.2.7', '192.0.2.7'],
		['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
		['2001:db8:1:2::6', '2001:db8:1:2'],
		['2001:db8::6', '2001:db8:0:0'],
		['::1', '0:0:0:0'],
		['unknown', 'unknown'],
	])('counts %s as %s', (address, key) => {
		expect(addressKey(address)).toBe(key);
	});
});

describe('Authenticator', () => {
	const clients = new Map([
		['1', 'one'],
		['2', ''],
	]);
	const authenticator = new Authenticator(clients);

	test.each([
		['both headers', { clientid: '1', token: 'one' }, { type: 'client', clientId: '1' }],
		['the other spelling', { client_id: '1', token: 'one' }, { type: 'client', clientId: '1' }],
		['a wrong token', { clientid: '1', token: 'two' }, { type: 'wrong' }],
		['an unknown client', { clientid: '3', token: 'one' }, { type: 'wrong' }],
		['a name that objects have', { clientid: '__proto__', token: 'one' }, { type: 'wrong' }],
		[
			'an empty token, though the client has one',
			{ clientid: '2', token: '' },
			{ type: 'missing' },
		],
		['no token', { clientid: '1' }, { type: 'missing' }],
		['no client id', { token: 'one' }, { type: 'missing' }],
	])('judges %s', (_name, headers, expected) => {
		expect(authenticator.authenticate(headers)).toEqual(expected);
	});

	test('knows a client that is added later', () => {
		clients.set('4', 'four');
		expect(authenticator.authenticate({ clientid: '4', token: 'four' }).type).toBe('client');
	});
});

describe('completeLimits', () => {
	test('fills up from the defaults', () => {
		expect(completeLimits({ podcasts: 3 })).toEqual({ ...DEFAULT_LIMITS, podcasts: 3 });
	});

	test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
		'names a limit of %d',
		(podcasts) => {
			expect(() => completeLimits({ podcasts })).toThrow(/limits\.podcasts/);
		},
	);
});

import { describe, expect, test } from 'vitest';
import { ProtocolError } from '../../src/errors.js';
import { parsePodcast, parsePodcastList } from '../../src/protocol/podcast.js';

const complete = {
	id: '-aB_9',
	ip: '127.0.0.1',
	port: 5050,
	activeSince: 1_700_000_000_000,
	host: '1234567890',
};

describe('parsePodcast', () => {
	test('takes all five fields', () => {
		expect(parsePodcast(complete)).toEqual(complete);
	});

	test('takes what is absent in later versions, and ids that are integers', () => {
		expect(parsePodcast({ id: 4_294_967_295, activeSince: null })).toEqual({
			id: '4294967295',
			ip: undefined,
			port: undefined,
			activeSince: null,
			host: undefined,
		});
	});

	test('ignores fields that it does not know', () => {
		expect(parsePodcast({ ...complete, title: 'x' })).toEqual(complete);
	});

	test.each([
		['id', ''],
		['id', -1],
		['id', 2 ** 32],
		['id', 1.5],
		['id', null],
		['id', 'x'.repeat(129)],
		['ip', 'a/b'],
		['ip', 'user@host'],
		['ip', 7],
		['ip', ''],
		['port', 0],
		['port', 65_536],
		['port', '5050x'],
		['port', '65536'],
		['port', {}],
	])('refuses a wrong %s: %j', (field, value) => {
		expect(() => parsePodcast({ ...complete, [field]: value })).toThrow(ProtocolError);
		expect(() => parsePodcast({ ...complete, [field]: value })).toThrow(new RegExp(`${field} of`));
	});

	test.each([
		['port', '5050', 5050],
		['activeSince', -1, null],
		['activeSince', 'now', null],
		['activeSince', {}, null],
		['activeSince', 1_700_000_000_000.25, 1_700_000_000_000],
		['activeSince', '1700000000000', 1_700_000_000_000],
		['activeSince', '2023-11-14T22:13:20Z', 1_700_000_000_000],
		['host', {}, undefined],
		['host', 1234567890, '1234567890'],
		['id', 0, '0'],
	])('reads %s %j as %j: nothing else is needed of it', (field, value, expected) => {
		expect(parsePodcast({ ...complete, [field]: value })).toEqual({
			...complete,
			[field]: expected,
		});
	});

	test.each([[null], [[]], ['x'], [1], [undefined]])('refuses %j', (value) => {
		expect(() => parsePodcast(value)).toThrow(/JSON object/);
	});
});

describe('parsePodcastList', () => {
	test('takes an array, and later versions wrapping it', () => {
		expect(parsePodcastList([complete])).toEqual([complete]);
		expect(parsePodcastList({ podcasts: [complete, complete] })).toEqual([complete, complete]);
		expect(parsePodcastList([])).toEqual([]);
	});

	test.each([[null], [{}], ['x'], [{ podcasts: {} }]])('refuses %j', (value) => {
		expect(() => parsePodcastList(value)).toThrow(ProtocolError);
	});
});

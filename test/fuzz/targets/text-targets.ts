// Texts of others: names and titles, words of servers, pasted links, and headers.
import assert from 'node:assert/strict';
import { quoteForeign } from '../../../src/client/foreign-words.js';
import { parseRetryAfter } from '../../../src/client/retry-after.js';
import { ProtocolError } from '../../../src/errors.js';
import { plainHost } from '../../../src/host-name.js';
import { readPastedText } from '../../../src/listening/podcast-address.js';
import {
	graphemesOf,
	isBlank,
	oneLine,
	plainText,
	previewText,
	visibleText,
	withoutHarm,
} from '../../../src/protocol/member-text.js';
import { tidyText } from '../../../src/protocol/podcast-details.js';
import { readWhen } from '../../../src/schedule/when.js';
import { readForwarded } from '../../../src/server/limits/forwarded.js';
import { readPodcastChanges } from '../../../src/server/routes/podcast-changes.js';
import { bytesOf, type FuzzTarget, must, mustBe } from '../fuzz-target.js';

/** Ends a line, turns what follows round, or is half of a character. */
const HARM = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202a-\u202e\u2066-\u2069]/u;

/** A text of any 16-bit units: JSON brings halves of surrogate pairs as well. */
function textOf(input: Uint8Array): string {
	return Buffer.from(input)
		.toString()
		.replace(/\\u([0-9a-f]{4})/g, (_escape, code: string) =>
			String.fromCharCode(Number.parseInt(code, 16)),
		);
}

/** What comes out of tidying harms nobody, keeps to its length, and is tidy. */
const memberText: FuzzTarget = {
	name: 'member-text',
	seeds: [
		'Morning at the harbour',
		'שלום عالم\u202e\u2066x',
		'👩‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿 e\u0301\u0301',
		'\\ud800\\udfff \\ud83d',
		'\u00a0\u2800\u200b',
	].map(bytesOf),
	dictionary: [
		'\\ud800',
		'\\udc00',
		'\u202e',
		'\u200d',
		'\ufe0f',
		'\r\n',
		'\u0301',
		'\u2028',
		'😀',
	],
	testRuns: 100,
	open: () => ({
		check(input) {
			const text = textOf(input);
			for (const tidy of [withoutHarm, oneLine, visibleText, previewText, plainText, tidyText]) {
				const result = tidy(text);
				must(!HARM.test(result), `${tidy.name} leaves what may do harm`);
				assert.equal(tidy(result), result, `${tidy.name} is not done after the first time`);
				must(result.length <= text.length, `${tidy.name} makes it longer`);
			}
			must([...tidyText(text)].length <= 100, 'A title is too long');
			must([...plainText(text)].length <= 300, 'A text of metadata is too long');
			assert.equal(isBlank(text), visibleText(text) === '');
			const head = text.slice(0, 500);
			assert.equal([...graphemesOf(head)].join(''), head);
		},
	}),
};

/** A time is a moment that is still to come, or none; two readings are alike. */
const when: FuzzTarget = {
	name: 'when',
	seeds: [
		'tomorrow 20:00',
		'in 2 hours and 5 min',
		'2026-12-01T20:00+01:00',
		'<t:1800000000:F>',
		'dec 1st 8pm',
	].map(bytesOf),
	dictionary: ['in ', '9999 weeks ', 'fri', ' at ', ':00', 'pm', 'feb 30', '+14:00', '\u0000'],
	testRuns: 100,
	open: () => ({
		check(input) {
			const context = { nowEpochMs: Date.UTC(2026, 0, 1), timeZone: 'Europe/Berlin' };
			const text = textOf(input);
			const found = readWhen(text, context);
			assert.deepEqual(readWhen(text, context), found);
			if (found.kind !== 'not understood') {
				must(Number.isSafeInteger(found.epochMs), 'A moment that is none');
				assert.equal(found.kind === 'past', found.epochMs <= context.nowEpochMs);
			}
		},
	}),
};

const SECRET = 'token-5e8d-9Zq';
const asked = { url: new URL(`https://radio.example/?key=${SECRET}`), headers: { token: SECRET } };

/** What a server says is one short line, without what it was asked with. */
const foreignWords: FuzzTarget = {
	name: 'foreign-words',
	seeds: [
		'no such podcast',
		`the token ${SECRET} is wrong`,
		'120',
		'Fri, 31 Dec 2027 23:59:59 GMT',
	].map(bytesOf),
	dictionary: [SECRET, '\u202e', '\r\n', '[hidden]', '999999999', '1e9', '.5', '2027-13-40'],
	testRuns: 200,
	open: () => ({
		check(input) {
			const text = textOf(input);
			const words = quoteForeign(text, asked);
			must(words.length <= 200 && !HARM.test(words), 'No plain words');
			must(!words.includes(SECRET), 'A secret is told');
			const waitMs = parseRetryAfter(text, Date.UTC(2026, 0, 1));
			must(waitMs === undefined || (Number.isFinite(waitMs) && waitMs >= 0), `${waitMs} ms`);
		},
	}),
};

/** An address has a server of HTTP and an id that stays within its place, and is found again. */
const pastedText: FuzzTarget = {
	name: 'pasted-text',
	seeds: [
		'https://radio.example/p/AAAAA?key=abcdefghijklmnopqrstuv',
		'listen: <wss://radio.example:8443/base/?id=-b_9>!',
		'**http://[::1]:4000/api/podcasts/AAAAA/events**',
		'__radio.example/p/AAAAA/live.mp3__',
		'https%3A%2F%2Fradio.example%2Fp%2FAAAAA%26amp%3Bkey=x',
		'-b_9',
	].map(bytesOf),
	dictionary: [
		'%2F',
		'&amp;',
		'\\',
		'_',
		'..',
		'://',
		'@',
		'[',
		'.',
		'%25',
		'\u200b',
		'?id=',
		'/p/',
	],
	testRuns: 150,
	open: () => ({
		check(input) {
			const text = textOf(input);
			const pasted = readPastedText(text);
			if (pasted.kind === 'id') {
				must(pasted.id.length <= text.length, 'The id is longer than the text');
			}
			if (pasted.kind !== 'address') {
				return;
			}
			const { id, listenKey, server } = pasted.address;
			assert.match(server.protocol, /^https?:$/);
			must(server.pathname.endsWith('/') && server.search + server.hash === '', 'No base');
			assert.equal(server.username + server.password, '');
			must(id !== '' && !/[/?&=\s]/.test(id), 'The id leaves its place');
			must(listenKey === undefined || /^[\w.~+/=-]+$/.test(listenKey), 'A wrong key');
			assert.equal(plainHost(plainHost(server.hostname)), plainHost(server.hostname));
		},
	}),
};

/** Whatever the headers say, an address is one, and there are no more than there are commas. */
const forwardedHeader: FuzzTarget = {
	name: 'forwarded-header',
	seeds: [
		'203.0.113.7, 10.0.0.1:4000',
		'for="[2001:db8::1%eth0]:4711";proto=https, for=unknown',
		'::ffff:10.0.0.1, fe80::1%eth0',
	].map(bytesOf),
	dictionary: ['for=', '"', '\\"', ';', '%', '[', ']', '::', ','],
	testRuns: 200,
	open: () => ({
		check(input) {
			const text = Buffer.from(input).toString('latin1');
			for (const headers of [{ 'x-forwarded-for': text }, { forwarded: text }]) {
				const way = readForwarded(headers);
				must((way?.entries.length ?? 0) <= text.split(',').length, 'Too many entries');
				for (const { address } of way?.entries ?? []) {
					must(address === undefined || /^[0-9a-f.:]{2,45}$/.test(address), `${address}`);
				}
			}
		},
	}),
};

/** A body is taken with texts that are tidy and short, or refused with the field's name. */
const podcastChanges: FuzzTarget = {
	name: 'podcast-changes',
	isJson: true,
	seeds: [
		'{"title":"Morning","serverName":"Harbour","hostName":"Ada","visibility":"public","speakers":["Ada"]}',
		'{}',
	].map(bytesOf),
	dictionary: ['__proto__', '\\u0000', '\\ud800', '"speakers":', '\ufeff'],
	testRuns: 200,
	open: () => ({
		check(input) {
			try {
				const changes = readPodcastChanges(input);
				const { speakers = [], visibility: _visibility, ...texts } = changes;
				must(speakers.length <= 100, 'Too many speakers');
				for (const text of [...speakers, ...Object.values(texts)]) {
					must([...text].length <= 100 && !HARM.test(text), 'A text that was not tidied');
				}
			} catch (error) {
				mustBe(error, ProtocolError);
				assert.match(
					error.message,
					/^(?:The body|title|serverName|hostName|visibility|speakers(?:\[\d+\])?): expected /,
				);
			}
		},
	}),
};

/** All of them. */
export const TEXT_TARGETS: readonly FuzzTarget[] = [
	memberText,
	when,
	foreignWords,
	pastedText,
	forwardedHeader,
	podcastChanges,
];

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findLinkServer } from '../../src/listening/link-servers.js';
import { readPastedText } from '../../src/listening/podcast-address.js';

const KEY = 'Av8TWbEA_iOiSkrcWu0hr_';
const PAGE = `https://radio.example/p/-Ab1_?key=${KEY}`;

/** What was read, in one line: the server's base, the id, the key. */
function read(text: string): string {
	const pasted = readPastedText(text);
	switch (pasted.kind) {
		case 'address': {
			const { server, id, listenKey } = pasted.address;
			return `${server.href} ${id} ${listenKey ?? '-'}`;
		}
		case 'id':
			return `id ${pasted.id}`;
		case 'other address':
			return pasted.kind;
	}
}

describe('an address of a podcast', () => {
	test.each([
		['page', PAGE],
		['page of a public podcast', 'https://radio.example/p/-Ab1_', '-'],
		['page with a slash behind it', `https://radio.example/p/-Ab1_/?key=${KEY}`],
		['MP3 stream', `https://radio.example/p/-Ab1_/live.mp3?key=${KEY}&burst=0`],
		['Ogg stream', `https://radio.example/p/-Ab1_/live.ogg?burst=1&key=${KEY}`],
		['M3U playlist', `https://radio.example/p/-Ab1_/live.m3u?key=${KEY}`],
		['PLS playlist', `https://radio.example/p/-Ab1_/live.pls?key=${KEY}`],
		['websocket', `wss://radio.example/?id=-Ab1_&key=${KEY}`],
		['websocket without a slash', `wss://radio.example?id=-Ab1_&key=${KEY}`],
		['websocket of a client with credentials', 'wss://radio.example/?id=-Ab1_', '-'],
		['extended REST', `https://radio.example/api/podcasts/-Ab1_?key=${KEY}`],
		['event stream', `https://radio.example/api/podcasts/-Ab1_/events?key=${KEY}`],
		['REST', 'https://radio.example/podcast?id=-Ab1_', '-'],
	])('is its %s', (_what, text, key = KEY) => {
		expect(read(text)).toBe(`https://radio.example/ -Ab1_ ${key}`);
	});

	test.each([
		['spaces around it', `  ${PAGE}\n`],
		['angle brackets', `<${PAGE}>`],
		['markdown', `[Tides](${PAGE})`],
		['markdown with angle brackets', `[Tides & (so on)](<${PAGE}> "a title")`],
		['markdown with the address as its text', `[${PAGE}](${PAGE})`],
		['text around it', `listen here: ${PAGE} - it is great, they said.`],
		['text right before it', `Link:${PAGE}`],
		['the panel’s line', `🎧 ${PAGE} -# Unlisted: whoever has the link can listen.`],
		['a full stop', `${PAGE}.`],
		['more punctuation', `Is it (${PAGE})?!…`],
		['a comma and another link', `${PAGE}, https://other.example/p/zzzzz`],
		['quotes', `"${PAGE}"`],
		['other quotes', `„${PAGE}“ or «${PAGE}»`],
		['backticks', `\`${PAGE}\``],
		['a block of code', `\`\`\`\n${PAGE}\n\`\`\``],
		['a spoiler', `||${PAGE}||`],
		['bold', `**${PAGE}**`],
		['italics', `*${PAGE}*`],
		['italics by underscores', `_${PAGE}_`],
		['underlining', `__${PAGE}__`],
		['strike-through', `~~${PAGE}~~`],
		['a list', `- ${PAGE}`],
		['a quotation', `> ${PAGE}`],
		['markdown’s escapes', PAGE.replaceAll('_', '\\_').replaceAll('-', '\\-')],
		['JSON’s escapes', `"${PAGE.replaceAll('/', '\\/')}"`],
		['no scheme', PAGE.slice('https://'.length)],
		['no scheme, in a sentence', `go to ${PAGE.slice('https://'.length)}, now`],
		['no scheme but slashes', PAGE.slice('https:'.length)],
		['a scheme in capitals', PAGE.replace('https', 'HTTPS')],
		['a host in capitals', PAGE.replace('radio.example', 'Radio.EXAMPLE')],
		['the port that goes without saying', PAGE.replace('example/', 'example:443/')],
		['one slash', PAGE.replace('//', '/')],
		['doubled slashes', PAGE.replaceAll('/', '//')],
		['a fragment', `${PAGE}#top`],
		['what a tracker adds', `${PAGE}&utm_source=chat&fbclid=1`],
		['what a tracker adds before', PAGE.replace('?', '?utm_source=chat&')],
		['a second question mark', PAGE.replace('?', '?x=1?')],
		['&amp;', PAGE.replace('?', '?a=b&amp;')],
		['&amp;amp;', PAGE.replace('?', '?a=b&amp;amp;')],
		['&#38;', PAGE.replace('?', '?a=b&#38;')],
		['&lt; and &gt;', `&lt;${PAGE}&gt;`],
		['an encoded id', PAGE.replace('-Ab1_', '%2DAb1%5f')],
		['an encoded query', PAGE.replace('?', '%3F').replace('=', '%3D')],
		['everything encoded', `see ${encodeURIComponent(PAGE)} (100 %)`],
		['everything encoded twice', encodeURIComponent(encodeURIComponent(PAGE))],
		['an encoded space behind it', `${PAGE}%20`],
		['zero-width characters', `\u200b${PAGE.replace('/p/', '/\u200dp\u2060/')}\ufeff`],
		['marks of direction', `\u202a${PAGE}\u202c`],
		['a user’s name', PAGE.replace('://', '://somebody@')],
	])('is found with %s', (_what, text) => {
		expect(read(text)).toBe(`https://radio.example/ -Ab1_ ${KEY}`);
	});

	test.each([
		[`https://radio.example/live/p/AbC12?key=${KEY}`, 'https://radio.example/live/'],
		[`https://radio.example//a//b//p/AbC12?key=${KEY}`, 'https://radio.example/a/b/'],
		[`https://radio.example/hörfunk/p/AbC12?key=${KEY}`, 'https://radio.example/h%C3%B6rfunk/'],
		[`wss://radio.example/live/?id=AbC12&key=${KEY}`, 'https://radio.example/live/'],
		[`wss://radio.example/podcast/?id=AbC12&key=${KEY}`, 'https://radio.example/podcast/'],
		[`http://192.168.1.5:5050/p/AbC12?key=${KEY}`, 'http://192.168.1.5:5050/'],
		[`192.168.1.5:5050/p/AbC12?key=${KEY}`, 'https://192.168.1.5:5050/'],
		[`localhost:5050/p/AbC12?key=${KEY}`, 'https://localhost:5050/'],
		[`<http://[2001:DB8::7]:5050/p/AbC12?key=${KEY}>`, 'http://[2001:db8::7]:5050/'],
		[`see [::1]:5050/p/AbC12?key=${KEY}`, 'https://[::1]:5050/'],
		[`ws://bücher.example/?id=AbC12&key=${KEY}`, 'http://xn--bcher-kva.example/'],
	])('%s is of the server %s', (text, server) => {
		expect(read(text)).toBe(`${server} AbC12 ${KEY}`);
	});

	test.each([
		'https://radio.example/',
		'https://radio.example/list',
		'https://radio.example/p/',
		'https://radio.example/p/AbC12/live.flac',
		'https://discord.com/channels/1/2',
		'look at https://radio.example/about, please',
		'radio.example',
		'www.radio.example/about',
		'http://1.2.3.4.5/p/AbC12',
	])('is not %s', (text) => {
		expect(read(text)).toBe('other address');
	});

	test.each([
		['AbC12', 'AbC12'],
		['-Ab1_', '-Ab1_'],
		['`_a-b_`', '_a-b_'],
		['<4294967295>', '4294967295'],
		['“AbC12”.', 'AbC12'],
		['\u200bAbC12', 'AbC12'],
		['Tides and stars', 'Tides and stars'],
		['and/or', 'and/or'],
	])('is not what %j is: an id, or nothing', (text, id) => {
		expect(read(text)).toBe(`id ${id}`);
	});

	test('is looked for in any text, and never fails', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
				readPastedText(text);
				expect(read(`${text} ${PAGE}`)).toMatch(/^(?:https:\/\/radio|https?:\/\/.* .* )/);
			}),
			{ numRuns: 300, seed: 9 },
		);
	});

	test('is looked for in the first 4000 characters only, however long the text is', () => {
		const behind = (count: number) => `${'- '.repeat(count / 2)}${PAGE}`;
		const found = `https://radio.example/ -Ab1_ ${KEY}`;
		expect(read(behind(4000 - PAGE.length))).toBe(found);
		expect(read(behind(4000))).not.toBe(found);
		expect(read(behind(4_000_000))).not.toBe(found);
	});

	test.each(['a', '/', 'a.', ':/', '[', '%25', 'http:', '_', '&amp;', 'p/?'])(
		'is none in %s again and again',
		(piece) => {
			expect(read(piece.repeat(6000))).toMatch(/^(?:id|other address)/);
		},
	);

	test.each([
		['__', `__${PAGE}__`],
		['@_', `@_radio.example/p/-Ab1_?key=${KEY}`],
		['a_', `a_${PAGE}_`],
		['/_', `/_${PAGE}_`],
	])('begins behind %s', (_before, text) => {
		expect(read(text)).toBe(`https://radio.example/ -Ab1_ ${KEY}`);
	});
});

describe('the server of an address', () => {
	const leadsTo = (
		text: string,
		publicUrl = 'https://radio.example/',
		api = 'http://127.0.0.1:5050',
	) => {
		const pasted = readPastedText(text);
		if (pasted.kind !== 'address') {
			throw new Error(`Expected an address, got ${pasted.kind}`);
		}
		const server = findLinkServer(pasted.address, {
			apiUrl: new URL(api),
			publicUrls: [new URL(publicUrl)],
			linkOrigins: ['https://other.example', 'http://nas.local:5050'],
			machineHosts: ['192.168.1.5', 'fe80::1', 'mybox'],
		});
		return 'apiUrl' in server ? `${server.kind} ${server.apiUrl.href}` : server.kind;
	};

	test.each([
		'https://radio.example/p/a',
		'http://radio.example/p/a',
		'http://radio.example:80/p/a',
		'https://radio.example:443/p/a',
		'radio.example/p/a',
		'radio.example:443/p/a',
		'RADIO.example./p/a',
		'ws://radio.example/?id=a',
		'http://127.0.0.1:5050/p/a',
		'http://localhost:5050/p/a',
		'localhost:5050/p/a',
		'http://[::1]:5050/p/a',
		'http://0.0.0.0:5050/p/a',
		'http://192.168.1.5:5050/p/a',
		'mybox:5050/p/a',
	])('is the bot’s own: %s', (text) => {
		expect(leadsTo(text)).toBe('own http://127.0.0.1:5050/');
	});

	test('is the bot’s own below the path of PUBLIC_URL, and not beside it', () => {
		const publicUrl = 'https://radio.example/h%C3%B6r/';
		expect(leadsTo('https://radio.example/hör/p/a', publicUrl)).toMatch(/^own/);
		expect(leadsTo('https://radio.example//h%c3%b6r//p/a', publicUrl)).toMatch(/^own/);
		expect(leadsTo('https://radio.example/p/a', publicUrl)).toBe('elsewhere on it');
		expect(leadsTo('http://127.0.0.1:5050/p/a', publicUrl)).toMatch(/^own/);
	});

	test.each([
		['https://other.example/p/a', 'allowed https://other.example/'],
		['other.example/x/p/a', 'allowed https://other.example/x/'],
		['wss://other.example/?id=a', 'allowed https://other.example/'],
		['nas.local:5050/p/a', 'allowed http://nas.local:5050/'],
		['https://radio.example:8443/p/a', 'not allowed'],
		['https://radio.example.evil.example/p/a', 'not allowed'],
		['https://radio.example@evil.example/p/a', 'not allowed'],
		['http://127.0.0.1:5051/p/a', 'not allowed'],
		['http://192.168.1.6:5050/p/a', 'not allowed'],
		['https://other.example:8443/p/a', 'not allowed'],
	])('%s: %s', (text, expected) => {
		expect(leadsTo(text)).toBe(expected);
	});

	test('is no machine’s own where the API is elsewhere', () => {
		const api = 'https://podcasts.example/v1';
		expect(leadsTo('https://podcasts.example/v1/p/a', undefined, api)).toMatch(/^own/);
		expect(leadsTo('http://127.0.0.1/p/a', undefined, api)).toBe('not allowed');
	});
});

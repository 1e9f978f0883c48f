// Texts of members of which nothing is seen, or that turn round what stands beside them.
import { describe, expect, test } from 'vitest';
import { ServerFixture } from '../server/server-fixture.js';
import { startStudio } from '../support/studio.js';

const BLANKS = [
	['an empty Braille cell', '\u2800'],
	['fillers of Hangul', '\u3164\uffa0\u115f'],
	['joiners and marks of direction', '\u200d\u200e\u200f\u061c'],
	['the object that is not there', '\ufffc'],
	['annotations', '\ufff9\ufffa\ufffb'],
	['a null notehead', '\u{1d159}'],
	['code points that are no characters', '\uffff\ufdd0\u{1fffe}'],
	['blanks of hieroglyphs', '\u{13441}\u{13442}'],
	['tags', '\u{e0041}\u{e007f}'],
	['spaces', '\u00a0\u3000\u2003'],
] as const;

/** Everything that Unicode has to control a direction with (Bidi_Control). */
const DIRECTIONS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

describe('a title of nothing but', () => {
	test.each(BLANKS)('%s is none', async (_what, title) => {
		const fixture = await ServerFixture.start();
		const { id } = await fixture.goLive(0);
		const view = await fixture.change(id, { title, serverName: title, visibility: 'public' });
		expect(view).toMatchObject({ title: '', serverName: '' });
		const page = await (await fixture.call(`/p/${id}`, { headers: {} as never })).text();
		expect(page).toContain('<meta property="og:title" content="Untitled podcast">');
		expect(page).toMatch(/<h1 [^>]*>Untitled podcast<\/h1>/);
	});
});

test('a show that is started with a title of nothing is called after its channel', async () => {
	const studio = await startStudio();
	studio.host.join(studio.stage);
	const start = studio.host.runCommand(
		'podcast start',
		{ title: '\u2800\u3164' },
		{ channel: studio.text },
	);
	const { text } = await start.response();
	expect(text.split('\n')[0]).toBe(`## 🔴 On air: ${studio.stage.name}`);
});

test('no control of the direction is in the preview of a link', async () => {
	const fixture = await ServerFixture.start();
	const { id } = await fixture.goLive(0);
	const text = (name: string) =>
		`\u200e\u200f\u061c${name}\u202e\u202a\u202b\u202d\u202c\u2066\u2067\u2068\u2069${name}`;
	await fixture.change(id, {
		title: text('Title'),
		serverName: text('Server'),
		hostName: text('Host'),
		visibility: 'public',
	});
	const page = await (await fixture.call(`/p/${id}`, { headers: {} as never })).text();
	const [head = ''] = page.split('</head>');
	expect(head).toMatch(/og:title" content="Title +Title"/);
	expect(head).toMatch(/Server +Server/);
	expect(head).toMatch(/Host +Host/);
	expect(head).not.toMatch(DIRECTIONS);
});

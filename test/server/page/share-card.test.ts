// Which shows are handed on from their pages, with what.
import { expect, test } from 'vitest';
import { shareCard } from '../../../src/server/page/show-page/share-card.js';
import { wordsOf } from '../../../src/server/page/words.js';
import { shownShow } from '../../support/shown-shows.js';

const publicUrl = new URL('https://radio.example.org/on');

function cardOf(visibility: 'public' | 'unlisted' | 'private', showKey?: string) {
	const card = shareCard({ show: shownShow({ visibility }), showKey, publicUrl }, wordsOf('en'));
	return card?.toString();
}

test('a public show is handed on with its link and the code for another site', () => {
	const card = cardOf('public');
	expect(card).toContain('value="https://radio.example.org/on/s/harbour"');
	expect(card).toContain('&lt;iframe src=&quot;https://radio.example.org/on/embed/s/harbour&quot;');
});

test('an unlisted one with the link that it was opened by, and no code that tells its key', () => {
	const card = cardOf('unlisted', 'a-key');
	expect(card).toContain('value="https://radio.example.org/on/s/harbour?key=a-key"');
	expect(card).not.toContain('iframe');
	expect(cardOf('unlisted')).toBeUndefined();
});

test('a private one not at all', () => {
	expect(cardOf('private')).toBeUndefined();
});

// Style sheets that meet on one page: each thing is styled in one of them.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Selectors of a sheet, one each, without those in media queries of states. */
function selectorsOf(name: string): Set<string> {
	const css = readFileSync(`src/server/page/assets/${name}`, 'utf8').replace(/\/\*.*?\*\//gs, '');
	const heads = [...css.matchAll(/([^{};]+)\{/g)].map(([, head = '']) => head.trim());
	return new Set(
		heads
			.filter((head) => !head.startsWith('@'))
			.flatMap((head) => head.split(',').map((selector) => selector.trim())),
	);
}

test('buttons and notices look the same on an episode’s page as on all others', () => {
	const shared = new Set([...selectorsOf('page.css'), ...selectorsOf('lists.css')]);
	const parts = ['.button', '.button.quiet', 'button.button', '.notice'];
	for (const name of ['episode.css', 'episode-player.css', 'episode-dialogs.css']) {
		expect([...selectorsOf(name)].filter((selector) => parts.includes(selector))).toEqual([]);
	}
	expect(parts.filter((part) => shared.has(part))).toEqual(['.button', '.button.quiet', '.notice']);
});

// What axe-core finds on a page, in words.
import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** By all its rules in light colours; in dark ones by the one that is about colours. */
export async function findBarriers(page: Page): Promise<string[]> {
	// Run past the page's policy, which rightly lets no such script in.
	await page.evaluate(axe.source);
	const light = await runRules(page, 'light', {});
	const dark = await runRules(page, 'dark', { runOnly: ['color-contrast'] });
	await page.emulateMedia({ colorScheme: null, reducedMotion: null });
	return [...light, ...dark];
}

async function runRules(
	page: Page,
	colorScheme: 'light' | 'dark',
	options: axe.RunOptions,
): Promise<string[]> {
	// Colours change at once.
	await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
	const run = `axe.run(${JSON.stringify(options)})`;
	const { violations } = (await page.evaluate(run)) as axe.AxeResults;
	return violations.map(
		({ id, help, nodes }) => `${colorScheme}: ${id}: ${help}: ${nodes[0]?.html}`,
	);
}

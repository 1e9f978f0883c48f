// What axe-core finds on a page, in words.
import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** By all its rules, or by one. */
export async function findBarriers(page: Page, rule?: string): Promise<string[]> {
	// Run past the page's policy, which rightly lets no such script in.
	await page.evaluate(axe.source);
	const options = rule === undefined ? {} : { runOnly: [rule] };
	const run = `axe.run(${JSON.stringify(options)})`;
	const { violations } = (await page.evaluate(run)) as axe.AxeResults;
	return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0]?.html}`);
}

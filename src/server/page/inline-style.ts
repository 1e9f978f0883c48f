// Style that stands in the page itself, so that the first paint waits for nothing else.
import { createHash } from 'node:crypto';
import { Html } from './html.js';

/** Sources for a policy, by the style that they let in; a handful, as all style is ours. */
const sources = new Map<string, string>();

/** A style element; the page's policy lets in what was made here, and no other. */
export function inlineStyle(css: string): Html {
	if (!sources.has(css)) {
		sources.set(css, `'sha256-${createHash('sha256').update(css).digest('base64')}'`);
	}
	return new Html(`<style>${css}</style>`);
}

/** What lets the style of a page in (CSP Level 3, 2.3.1). */
export function styleSources(page: string): string[] {
	const styles = page.matchAll(/<style>([^<]*)<\/style>/g);
	return [...styles].flatMap(([, css = '']) => sources.get(css) ?? []);
}

// Whether all processes of this run have to do without the inside of Node: `npm run test:fallback`.
import { join } from 'node:path';

/** Set by the script of package.json. */
export const isFallbackForced = process.env.FORCE_FALLBACK === '1';

/** The preload does its work in every process and worker that is begun from now on. */
export function forceFallback(): void {
	const preload = join(import.meta.dirname, 'refuse-handles.cjs');
	const before = process.env.NODE_OPTIONS ?? '';
	process.env.NODE_OPTIONS = `${before} --require ${JSON.stringify(preload)}`.trim();
}

// Whether all processes of this run have to do without the inside of Node: `FORCE_FALLBACK=1 npm test`.
import { join } from 'node:path';

/** Whether it was asked for. */
export const isFallbackForced = process.env.FORCE_FALLBACK === '1';

/** Every process and worker that is begun from now on has to; harmless when repeated. */
export function forceFallback(): void {
	const preload = JSON.stringify(join(import.meta.dirname, 'refuse-handles.cjs'));
	process.env.NODE_OPTIONS = `--require ${preload}`;
}

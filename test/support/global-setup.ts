// Runs once before all test files: makes the authority that their processes trust at start.
import { AUTHORITY_KEY_VARIABLE, createAuthorityFiles } from './fake-discord/authority.js';

/**
 * Sets `NODE_EXTRA_CA_CERTS`, which Node reads at process start only, before vitest forks.
 *
 * @returns what removes the authority's files again
 */
export function setup(): () => void {
	const files = createAuthorityFiles();
	process.env.NODE_EXTRA_CA_CERTS = files.caFile;
	process.env[AUTHORITY_KEY_VARIABLE] = files.keyFile;
	return () => files.remove();
}

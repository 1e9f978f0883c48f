// Runs once before all test files: what their processes trust at start, and the programs they start.
import { BUNDLED_FOLDER_VARIABLE, bundlePrograms } from './bundled-programs.js';
import { AUTHORITY_KEY_VARIABLE, createAuthorityFiles } from './fake-discord/authority.js';
import { forceFallback, isFallbackForced } from './forced-fallback.js';

/**
 * Sets `NODE_EXTRA_CA_CERTS`, which Node reads at process start only, before vitest forks; and
 * bundles the programs, where they are built.
 *
 * @returns what removes the files again
 */
export async function setup(): Promise<() => void> {
	const files = createAuthorityFiles();
	process.env.NODE_EXTRA_CA_CERTS = files.caFile;
	process.env[AUTHORITY_KEY_VARIABLE] = files.keyFile;
	if (isFallbackForced) {
		forceFallback();
	}
	const programs = await bundlePrograms();
	if (programs) {
		process.env[BUNDLED_FOLDER_VARIABLE] = programs;
	}
	return files.remove;
}

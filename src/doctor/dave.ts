// Is the end-to-end encryption (DAVE) of Discord's voice channels there, with its native binding?
import { createRequire } from 'node:module';
import { firstSentence } from '../error-text.js';
import { type Check, fail, ok } from './check.js';

/** A davey session wants ids; these belong to nobody. */
const NOBODY_ID = '100000000000000000';

const ADVICE =
	'install the dependencies on this machine itself with npm ci, optional ones included; without it the bot hears nothing';

/** Loads davey and lets it make a key package, which is what a bot begins a call with. */
export const daveCheck: Check = {
	name: 'dave',
	whenSilent: 'the disk does not answer',
	async run() {
		try {
			const { DAVE_PROTOCOL_VERSION, DAVESession } = loadDavey();
			if (!(DAVE_PROTOCOL_VERSION >= 1)) {
				return fail(
					`davey speaks DAVE version ${DAVE_PROTOCOL_VERSION}, expected 1 or higher`,
					ADVICE,
				);
			}
			const session = new DAVESession(DAVE_PROTOCOL_VERSION, NOBODY_ID, NOBODY_ID);
			const { length } = session.getSerializedKeyPackage();
			return ok(
				`davey is loaded, speaks DAVE up to version ${DAVE_PROTOCOL_VERSION}, and made a key package of ${length} bytes`,
			);
		} catch (error) {
			return fail(`davey cannot be loaded (${firstSentence(String(error))})`, ADVICE);
		}
	},
};

/**
 * Loads davey.
 *
 * NOTE: where its binding is missing, Node 20 ends the process after a failed `import()` of it or
 * of what imports it: a rejection is left behind that nobody can handle. A failed `require` throws,
 * and that is all. So whoever imports what needs davey calls this first.
 *
 * @throws what davey says of its missing binding
 */
export function loadDavey(): typeof import('@snazzah/davey') {
	return createRequire(import.meta.url)('@snazzah/davey') as typeof import('@snazzah/davey');
}

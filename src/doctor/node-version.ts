// Is Node new enough?
import { readManifest } from '../manifest.js';
import { type Check, fail, ok } from './check.js';

/** Compares with what package.json asks for. */
export const nodeVersionCheck: Check = {
	name: 'node',
	whenSilent: 'the disk does not answer',
	async run() {
		const wanted = readManifest().engines.node.replace('>=', '');
		return isAtLeast(process.version.replace('v', ''), wanted)
			? ok(`${process.version} on ${process.platform} ${process.arch}`)
			: fail(`${process.version} is too old`, `install Node ${wanted} or newer`);
	},
};

function isAtLeast(version: string, wanted: string): boolean {
	const numbers = version.split('.').map(Number);
	for (const [index, least] of wanted.split('.').map(Number).entries()) {
		const number = numbers[index] ?? 0;
		if (number !== least) {
			return number > least;
		}
	}
	return true;
}

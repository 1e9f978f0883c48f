// What package.json says of the program, which lies one folder up from src and from dist alike.
import { readFileSync } from 'node:fs';

/** The part of package.json that the program itself needs. */
export interface Manifest {
	version: string;
	/** Where the program's sources are; absent where nobody has said. */
	homepage?: string;
	engines: { node: string };
}

/** Reads package.json. */
export function readManifest(): Manifest {
	return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as Manifest;
}

#!/usr/bin/env node
// The command `discord-podcasts`: runs the program that its first word names.
import { fileURLToPath } from 'node:url';
import { printError, printLine } from './logger.js';
import { readManifest } from './manifest.js';
import { type Command, describeCommands, readCommandLine } from './program/command-line.js';

/** The build makes the demo of the simulated Discord that the tests use, so it is no part of src. */
const DEMO = new URL('demo/demo.js', import.meta.url).href;

const PROGRAMS: Record<Command, () => Promise<unknown>> = {
	start: () => import('./index.js'),
	server: () => import('./server.js'),
	doctor: () => import('./doctor.js'),
	demo: () => import(DEMO),
};

const line = readCommandLine(process.argv.slice(2));
switch (line.kind) {
	case 'run':
		// Each program reads its own words, as if it had been started by itself.
		process.argv.splice(2, Number.POSITIVE_INFINITY, ...line.words);
		await PROGRAMS[line.command]();
		break;
	case 'version':
		printLine(readManifest().version);
		break;
	case 'help':
		printLine(
			describeCommands(readManifest().version, fileURLToPath(new URL('..', import.meta.url))),
		);
		break;
	case 'wrong':
		printError(line.problem);
		printError('"discord-podcasts --help" says what it can do.');
		process.exitCode = 1;
}

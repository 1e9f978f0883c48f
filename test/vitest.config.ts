// How the tests run: real sockets on loopback, each file in a process of its own.
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { LongFilesFirst } from './support/long-files-first.js';

export default defineConfig({
	test: {
		root: import.meta.dirname,
		pool: 'forks',
		// Files that follow each other in a process share its modules: loading them anew for each took
		// two fifths of the time. What a test opens it closes, so there is nothing else to share.
		isolate: false,
		// What has not changed since the last run is not transformed again.
		experimental: {
			fsModuleCache: true,
			fsModuleCachePath: join(import.meta.dirname, '../node_modules/.cache/modules'),
		},
		// Most tests wait for clocks and sockets, so more of them run at once than there are cores.
		maxWorkers: 6,
		sequence: { sequencer: LongFilesFirst },
		// Tests that measure memory collect garbage first.
		execArgv: ['--expose-gc'],
		globalSetup: ['support/global-setup.ts'],
		setupFiles: ['support/byte-equality.ts'],
		// No measure of anything: whatever a test waits for has a limit of its own.
		testTimeout: 1_800_000,
		hookTimeout: 1_800_000,
		projects: [
			{
				extends: true,
				test: {
					name: 'parts',
					include: ['**/*.test.ts'],
					exclude: ['journeys/**', 'server/page/**'],
				},
			},
			{
				extends: true,
				test: {
					name: 'journeys',
					// By `npm run test:journeys`: the whole program, started some hundred times.
					include: ['journeys/**/*.test.ts'],
					exclude: ['journeys/hosting/**', 'journeys/image/**'],
					sequence: { groupOrder: 1 },
				},
			},
			{
				extends: true,
				test: {
					name: 'page',
					include: ['server/page/**/*.test.ts'],
					// By `npm run test:page`: a browser takes what the machine has, so no more than three.
					maxWorkers: 3,
					sequence: { groupOrder: 2 },
				},
			},
			{
				extends: true,
				test: {
					name: 'hosting',
					// By `npm run test:hosting`: it takes minutes, and proxies of the machine.
					include: ['journeys/hosting/**/*.test.ts'],
					maxWorkers: 1,
					sequence: { groupOrder: 3 },
				},
			},
			{
				extends: true,
				test: {
					name: 'image',
					// By `npm run test:image`: builds, installs and runs what is shipped, which takes minutes.
					include: ['journeys/image/**/*.test.ts'],
					maxWorkers: 1,
					sequence: { groupOrder: 4 },
				},
			},
		],
		coverage: { include: ['../src/**/*.ts'], reportsDirectory: '../coverage' },
	},
});

// How the tests run: real sockets on loopback, each file in a process of its own.
import { defineConfig } from 'vitest/config';

export default defineConfig({
	test: {
		root: import.meta.dirname,
		include: ['**/*.test.ts'],
		pool: 'forks',
		// Most tests wait for clocks and sockets, so more of them run at once than there are cores.
		maxWorkers: 4,
		// Tests that measure memory collect garbage first.
		execArgv: ['--expose-gc'],
		globalSetup: ['support/global-setup.ts'],
		testTimeout: 15_000,
		hookTimeout: 15_000,
		coverage: { include: ['../src/**/*.ts'], reportsDirectory: '../coverage' },
	},
});

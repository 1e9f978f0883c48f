// Settings of a program as a process: what outlives it, and what it writes to its log.
import { folder } from './shapes/address-shapes.js';
import { choice, flag } from './shapes/setting-shapes.js';

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** How the log is written. */
export interface LogConfig {
	level: string;
	format: 'pretty' | 'json';
	/** Every token of the configuration, to be kept out of the log. */
	secrets: readonly string[];
}

/** The shape of each. */
export const programSettings = {
	DATA_DIR: folder.default('./data'),
	RESUME_ON_RESTART: flag().default(true),
	LOG_LEVEL: choice(LOG_LEVELS).default('info'),
	LOG_FORMAT: choice(['pretty', 'json'], 'expected pretty or json').optional(),
};

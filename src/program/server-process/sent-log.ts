// The log of a process that has another one write its lines.
import { type Logger, pino } from 'pino';
import { createLogger } from '../../logger.js';

/** Lines that may wait for a process that stands still; more are left out, and counted. */
const MAX_UNSENT = 5000;

/** What a log is sent by. */
export interface SentLogOptions {
	level: string;
	/** Sends one line of JSON. */
	send: (line: string) => void;
	/** Messages that have not left yet. */
	unsent: () => number;
}

/** Makes the logger; whoever writes the lines takes secrets out of them. */
export function createSentLog({ level, send, unsent }: SentLogOptions): Logger {
	let lines = 0;
	const logger: Logger = createLogger({
		level,
		format: 'json',
		secrets: [],
		destination: {
			write(line) {
				if (unsent() > MAX_UNSENT) {
					lines++;
					return;
				}
				send(line);
				if (lines > 0) {
					const lost = lines;
					lines = 0;
					logger.warn({ lines: lost }, 'Lines of the log are lost: no room for them');
				}
			},
		},
	});
	return logger;
}

/** Until there is one. */
export const NO_LOG = pino({ level: 'silent' });

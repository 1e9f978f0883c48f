// Where the process of the podcast server begins; the bot starts it, and decides when it ends.
import { catchSignals } from '../signals.js';
import { ServerSide } from './server-side.js';

// A terminal and a supervisor send signals to both processes. The bot says what becomes of this one.
catchSignals({ onStop: () => {}, onIgnored: () => {} });

const side = new ServerSide(process, (code) => process.exit(code));
process.on('uncaughtException', (error) => void side.failUnforeseen(error));
// The bot is gone, whatever ended it: the port is free for the next one at once.
process.on('disconnect', () => process.exit(1));

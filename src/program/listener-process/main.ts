// Where a listener process begins; the podcast server starts it, and decides when it ends.
import { catchSignals } from '../signals.js';
import { ListenerSide } from './listener-side.js';

// A terminal and a supervisor send signals to all processes. The server says what becomes of this one.
catchSignals({ onStop: () => {}, onIgnored: () => {} });

const side = new ListenerSide(process, (code) => process.exit(code));
process.on('uncaughtException', (error) => void side.failUnforeseen(error));
// The server is gone, whatever ended it, and nobody else has podcasts.
process.on('disconnect', () => process.exit(1));

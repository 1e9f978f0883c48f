// The real bot, as the demo starts it: it ends with the demo, however that ends, and leaves nothing.
import { rmSync } from 'node:fs';

process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
// Nothing is said on it, so it keeps nobody.
process.channel?.unref();

// What the demo has on air is nothing for the next start of a real bot.
const { DATA_DIR } = process.env;
process.once('exit', () => DATA_DIR && rmSync(DATA_DIR, { recursive: true, force: true }));

await import(new URL('../index.js', import.meta.url).href);

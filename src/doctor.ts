// What keeps the bot from working, if anything: one line a check, exit code 1 if one fails.
import { formatFinding, runCheck } from './doctor/check.js';
import { makeChecks } from './doctor/checks.js';
import { flushOutputs, printLine, secretHider } from './logger.js';
import { readConfigOrExit } from './program/run-program.js';

const config = readConfigOrExit('bot');
const hideSecrets = secretHider(config.log.secrets);

const running = makeChecks(config).map((check) => ({
	name: check.name,
	finding: runCheck(check),
}));
// A check that waits for nothing but its time does not keep the process alive.
const alive = setInterval(() => {}, 60_000);
let isWell = true;
for (const { name, finding } of running) {
	const found = await finding;
	printLine(hideSecrets(formatFinding(name, found)));
	isWell &&= found.kind !== 'fail';
}
await flushOutputs();
clearInterval(alive);
// A check that ran out of time may have left something that keeps the process alive.
process.exit(isWell ? 0 : 1);

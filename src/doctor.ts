// What keeps the bot from working, if anything: one line a check, exit code 1 if one fails.
import { parseArgs } from 'node:util';
import { type ExaminedConfig, readConfig, readConfigWithoutToken } from './config/config.js';
import {
	fail,
	formatFinding,
	type ReportedCheck,
	reportFinding,
	runCheck,
} from './doctor/check.js';
import { makeChecks } from './doctor/checks.js';
import { loadDefinitions } from './doctor/slash-commands.js';
import { flushOutputs, printError, printLine, secretHider } from './logger.js';
import { printWrongSettings, readEnvironment, wrongSettings } from './program/run-program.js';

const isJson = readWords();
const config = await readConfigOrExit();
const hideSecrets = secretHider(config.log.secrets);

if (config.bot.botToken !== undefined) {
	// What keeps it from being loaded is what the check of the commands says.
	await loadDefinitions().catch(() => {});
}
const running = makeChecks(config).map((check) => ({
	name: check.name,
	finding: runCheck(check),
}));
// A check that waits for nothing but its time does not keep the process alive.
const alive = setInterval(() => {}, 60_000);
let isWell = true;
const report: ReportedCheck[] = [];
for (const { name, finding } of running) {
	const found = await finding;
	if (isJson) {
		report.push(reportFinding(name, found));
	} else {
		printLine(hideSecrets(formatFinding(name, found)));
	}
	isWell &&= found.kind !== 'fail';
}
if (isJson) {
	printLine(hideSecrets(JSON.stringify(report, undefined, '\t')));
}
await flushOutputs();
clearInterval(alive);
// A check that ran out of time may have left something that keeps the process alive.
process.exit(isWell ? 0 : 1);

/** @returns whether the report is for programs */
function readWords(): boolean {
	try {
		return parseArgs({ options: { json: { type: 'boolean' } } }).values.json ?? false;
	} catch {
		printError(
			`doctor: expected --json or nothing behind it, got "${process.argv.slice(2).join(' ')}"`,
		);
		process.exit(1);
	}
}

/** Without a token there is still much to look at; with any other wrong setting there is not. */
async function readConfigOrExit(): Promise<ExaminedConfig> {
	const environment = readEnvironment();
	try {
		return readConfig(environment, 'bot');
	} catch (error) {
		const problems = wrongSettings(error);
		if (problems.every(({ variable }) => variable === 'DISCORD_TOKEN')) {
			try {
				return readConfigWithoutToken(environment);
			} catch {
				// There is one, and it is wrong.
			}
		}
		if (isJson) {
			const text = problems.map(({ variable, message }) => `${variable}: ${message}`).join('; ');
			const advice = 'correct it in the environment or in the file .env';
			printLine(JSON.stringify([reportFinding('settings', fail(text, advice))], undefined, '\t'));
		} else {
			printWrongSettings(problems);
		}
		await flushOutputs();
		process.exit(1);
	}
}

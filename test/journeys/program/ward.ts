// A simulated Discord in which all is well, and the doctor that looks at a bot of it.
import { expect, onTestFinished } from 'vitest';
import { readConfig } from '../../../src/config/config.js';
import { commands } from '../../../src/discord/commands/index.js';
import { formatFinding, runCheck } from '../../../src/doctor/check.js';
import { makeChecks } from '../../../src/doctor/checks.js';
import { secretHider } from '../../../src/logger.js';
import { startFakeDiscord } from '../../support/fake-discord/fake-discord.js';
import { SteppedClock } from '../../support/stepped-clock.js';
import { makeDataDir } from '../../support/studio.js';
import { ChildProgram } from './child-program.js';

/** How a doctor looks. */
interface DoctorOptions {
	/** Looks at the doctor while it works. */
	watch?: (program: ChildProgram) => Promise<void>;
	/** The very files that `npm run doctor` runs. */
	isShipped?: boolean;
}

/** A simulated Discord in which everything is as it should be, and a way to examine it. */
export async function startWard() {
	const discord = await startFakeDiscord();
	onTestFinished(() => discord.close());
	const account = discord.addBot({ name: 'Caster' });
	const guild = discord.addGuild({ name: 'Harbour', bots: [account] });
	const channel = guild.addVoiceChannel({ name: 'Lighthouse' });
	const register = async (path = '', definitions: object[] = definitionsOf()) => {
		const url = `${discord.apiUrl}/v10/applications/${account.applicationId}${path}/commands`;
		const response = await fetch(url, {
			method: 'PUT',
			headers: { authorization: `Bot ${account.token}`, 'content-type': 'application/json' },
			body: JSON.stringify(definitions),
		});
		expect(response.status).toBe(200);
	};
	await register();
	const complete = (environment: Record<string, string> = {}) => ({
		DISCORD_TOKEN: account.token,
		DISCORD_API_URL: discord.apiUrl,
		PORT: '0',
		PUBLIC_URL: 'http://203.0.113.5:5050',
		SERVER_PROCESSES: '0',
		...environment,
	});
	/** By the program. */
	const examine = (environment?: Record<string, string>, options?: DoctorOptions) =>
		runDoctor(complete(environment), options);
	/** By its checks in this process. */
	const look = (environment?: Record<string, string>) =>
		runChecks({ DATA_DIR: makeDataDir(), ...complete(environment) });
	/** Takes the bot out of its server, as before it was invited. */
	const dismiss = () => guild.removeBot(account);
	return { account, channel, complete, discord, dismiss, examine, guild, look, register };
}

/** The slash commands as this version defines them. */
export function definitionsOf(): object[] {
	return [...commands.values()].map(({ definition }) => definition);
}

/** Lets the doctor look, and exit as it found. */
export async function runDoctor(
	environment: Record<string, string>,
	{ isShipped = false, watch }: DoctorOptions = {},
) {
	const program = new ChildProgram('doctor', environment, { isShipped });
	await watch?.(program);
	const { code } = await program.exit;
	const found = readReport(program.output, environment);
	expect(code).toBe(found.of('FAIL').length === 0 ? 0 : 1);
	return found;
}

/** Its time stands still: a busy machine is given the time that it takes. */
const NO_HURRY = new SteppedClock();

async function runChecks(environment: Record<string, string>) {
	const config = readConfig(environment, 'bot');
	const hideSecrets = secretHider(config.log.secrets);
	const lines = makeChecks(config).map(async (check) =>
		hideSecrets(formatFinding(check.name, await runCheck(check, NO_HURRY))),
	);
	return readReport((await Promise.all(lines)).join('\n'), environment);
}

/** The doctor's lines by the name of the check; no secret is among them. */
function readReport(report: string, environment: Record<string, string>) {
	const findings = new Map<string, string>();
	for (const line of report.trim().split('\n')) {
		const [, kind = '', name = '', text = ''] =
			/^(ok {2}|warn|FAIL|skip) ([a-z ]+): (.+)$/.exec(line) ?? [];
		expect(name, line).not.toBe('');
		findings.set(name, `${kind.trim()} ${text}`);
	}
	for (const secret of [environment.DISCORD_TOKEN, environment.PODCAST_TOKEN]) {
		expect(secret !== undefined && report.includes(secret)).toBe(false);
	}
	const of = (kind: 'ok' | 'warn' | 'FAIL' | 'skip') =>
		[...findings].filter(([, text]) => text.startsWith(kind)).map(([name]) => name);
	return { findings, of };
}

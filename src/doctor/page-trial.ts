// What it means that the address of a page is answered as it is.
import { NOTHING_BEHIND, type PageAnswer, TLS_PROBLEM } from '../client/trials/page-trial.js';
import { type Finding, fail, ok, warn } from './check.js';

/** What is known of the address and of the server behind it. */
export interface PageSurroundings {
	/** The address that listeners are told, as it is shown. */
	told: string;
	/** Whether the server runs, so that there has to be an answer. */
	isRunning: boolean;
}

/** What it means for listeners. */
export function judgePage(answer: PageAnswer, { told, isRunning }: PageSurroundings): Finding {
	const begin = `listeners are told ${told}`;
	switch (answer.kind) {
		case 'ours':
			return ok(`${begin}, where the page answers`);
		case 'foreign':
			return fail(
				`${begin}, where another page answers: it is the wrong host, or the proxy leads elsewhere`,
				'correct PUBLIC_URL, its DNS entry, or to where the proxy passes it on',
			);
		case 'status':
			return judgeStatus(answer, { told, isRunning });
		case 'unreachable':
			return judgeSilence(answer.problem, { told, isRunning });
	}
}

function judgeStatus(
	{ status, location }: Extract<PageAnswer, { kind: 'status' }>,
	{ told, isRunning }: PageSurroundings,
): Finding {
	const begin = `listeners are told ${told}`;
	if (status >= 300 && status < 400) {
		const target = location === undefined ? '' : ` to ${withoutQuery(location)}`;
		return warn(
			`${begin}, which redirects${target} (status ${status})`,
			'set PUBLIC_URL to its final address',
		);
	}
	if (!isRunning) {
		return ok(
			`${begin}, where something answers (status ${status}); not checked: whether the way from them to here is open, since the bot is not running`,
		);
	}
	if (NOTHING_BEHIND.has(status)) {
		return fail(
			`${begin}, whose proxy does not reach the server (status ${status})`,
			'check to which HOST and PORT it passes on',
		);
	}
	return status === 404
		? fail(
				`${begin}, where no page is found (status 404): the proxy does not lead this address to the server`,
				'correct PUBLIC_URL, its path included, or to where the proxy passes it on',
			)
		: fail(
				`${begin}, where the page is refused (status ${status})`,
				'check the scheme of PUBLIC_URL, and the rules of the proxy or of what stands before it',
			);
}

/** The first step that failed, on the way from outside to the server. */
function judgeSilence(problem: string, { told, isRunning }: PageSurroundings): Finding {
	const begin = `listeners are told ${told}`;
	if (TLS_PROBLEM.test(problem)) {
		return warn(`${begin}, where TLS fails (${problem})`, 'correct its certificate or the scheme');
	}
	if (/HPE_|WRONG_VERSION/.test(problem)) {
		return warn(
			`${begin}, which does not speak HTTP (${problem})`,
			'correct the port or the scheme',
		);
	}
	if (!isRunning) {
		return ok(
			`${begin}; not checked: whether the way from them to here is open, since the bot is not running`,
		);
	}
	return /ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|CONNECT_TIMEOUT|no answer/.test(problem)
		? warn(
				`${begin}, which does not answer this machine (${problem}): no TCP connection, or silence on it`,
				'check name, firewall and proxy; some routers do not lead back inside',
			)
		: warn(
				`${begin}, which ends the connection without an answer (${problem})`,
				'check the proxy, and the port and the scheme of PUBLIC_URL',
			);
}

/** A query may hold a listen key or a login's secret. */
function withoutQuery(location: string): string {
	return location.replace(/[?#].*$/s, '').slice(0, 100);
}

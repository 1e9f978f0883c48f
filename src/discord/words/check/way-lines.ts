// What a sound check says of the way to listeners: the podcast server, and the link.
import type { LinkAnswer } from '../../../client/trials/link-trial.js';
import type { PageAnswer } from '../../../client/trials/page-trial.js';
import type { CheckedWay } from '../../../show/check/check-facts.js';
import { describeServerFailure } from '../failures/server-advice.js';
import { escapeText, inCode } from '../markdown.js';
import { type CheckLine, good, problem } from './check-line.js';

const SET_PUBLIC_URL = 'Whoever runs me sets `PUBLIC_URL`.';
const ASK_DOCTOR = 'Whoever runs me finds out more with `npm run doctor`.';

/** Of what a proxy or a system says, that much is shown. */
const MAX_PROBLEM_CHARACTERS = 60;
const MAX_ADDRESS_CHARACTERS = 100;

/** The podcast server, then the link. */
export function describeWay({ link, serverProblem }: CheckedWay): CheckLine[] {
	return [
		serverProblem
			? problem(`Podcast server: ${describeServerFailure(serverProblem)}.`)
			: good('📡 Podcast server: it answers, and takes me.'),
		describeLink(link),
	];
}

function describeLink(link: LinkAnswer | undefined): CheckLine {
	if (!link) {
		return good('🌐 Link: the podcast server makes it, so I cannot try it before a show.');
	}
	const told = inCode(link.told.slice(0, MAX_ADDRESS_CHARACTERS));
	switch (link.kind) {
		case 'only here':
			return problem(
				`Link: only the computer that I run on can open it (${told}). ${SET_PUBLIC_URL}`,
			);
		case 'only near':
			return problem(
				`Link: ${told} is an address within one network, and only who is in it can open the link. ${SET_PUBLIC_URL}`,
			);
		case 'tried':
			return describeTrial(link, told);
	}
}

function describeTrial(
	{ page, websocket }: Extract<LinkAnswer, { kind: 'tried' }>,
	told: string,
): CheckLine {
	if (page.kind !== 'ours') {
		return problem(`Link: ${describePage(page, told)} ${ASK_DOCTOR}`);
	}
	return websocket.kind === 'ours'
		? good(`🌐 Link: it opens at ${told}, tried from the computer that I run on.`)
		: problem(
				`Link: the page opens at ${told}, but live sound (a websocket) does not get through, so listeners hear everything a second later. ${ASK_DOCTOR}`,
			);
}

function describePage(page: Exclude<PageAnswer, { kind: 'ours' }>, told: string): string {
	switch (page.kind) {
		case 'foreign':
			return `another page answers at ${told}.`;
		case 'status':
			return `${told} answers with status ${page.status}, and no page.`;
		case 'unreachable': {
			const why = escapeText(page.problem.slice(0, MAX_PROBLEM_CHARACTERS));
			return `${told} does not answer me (${why}). Try it on a phone without Wi-Fi: some routers do not lead back inside.`;
		}
	}
}

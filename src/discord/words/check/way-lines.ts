// What a sound check says of the way to listeners: the podcast server, and the link.
import type { LinkAnswer } from '../../../client/trials/link-trial.js';
import type { PageAnswer } from '../../../client/trials/page-trial.js';
import type { Language } from '../../../languages.js';
import type { CheckedWay } from '../../../show/check/check-facts.js';
import { describeServerFailure } from '../failures/server-advice.js';
import type { CheckTexts } from '../languages/en/check.js';
import { textsIn } from '../languages/texts.js';
import { escapeText, inCode } from '../markdown.js';
import { type CheckLine, good, problem } from './check-line.js';

type LinkTexts = CheckTexts['link'];

/** Of what a proxy or a system says, that much is shown. */
const MAX_PROBLEM_CHARACTERS = 60;
const MAX_ADDRESS_CHARACTERS = 100;

/** The podcast server, then the link. */
export function describeWay({ link, serverProblem }: CheckedWay, language: Language): CheckLine[] {
	const texts = textsIn(language).check;
	return [
		serverProblem
			? problem(texts.server(describeServerFailure(serverProblem, language)))
			: good(texts.serverTakesMe),
		describeLink(link, texts.link),
	];
}

function describeLink(link: LinkAnswer | undefined, texts: LinkTexts): CheckLine {
	if (!link) {
		return good(texts.untried);
	}
	const told = inCode(link.told.slice(0, MAX_ADDRESS_CHARACTERS));
	return link.kind === 'tried' ? describeTrial(link, told, texts) : problem(texts[link.kind](told));
}

function describeTrial(
	{ page, websocket }: Extract<LinkAnswer, { kind: 'tried' }>,
	told: string,
	texts: LinkTexts,
): CheckLine {
	if (page.kind === 'ours' && websocket.kind === 'ours') {
		return good(texts.opens(told));
	}
	const what = page.kind === 'ours' ? texts.notLive(told) : describePage(page, told, texts);
	return problem(`${what} ${texts.askDoctor}`);
}

function describePage(
	page: Exclude<PageAnswer, { kind: 'ours' }>,
	told: string,
	texts: LinkTexts,
): string {
	switch (page.kind) {
		case 'foreign':
			return texts.foreign(told);
		case 'status':
			return texts.status(told, page.status);
		case 'unreachable':
			return texts.unreachable(told, escapeText(page.problem.slice(0, MAX_PROBLEM_CHARACTERS)));
	}
}

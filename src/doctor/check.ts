// One check of the doctor, and what it finds.
import { type Clock, systemClock, type Timer } from '../clock.js';
import { describeError } from '../error-text.js';
import { TimeoutError } from '../errors.js';
import { cutToFit, inCodePoints, oneLine } from '../protocol/member-text.js';

/** A check's finding. */
export interface Finding {
	kind: 'ok' | 'warn' | 'fail' | 'skip';
	/** What was found. */
	text: string;
	/** What to do about it, where that is not in the text. */
	advice?: string;
}

/** One thing to look at; none waits for another. */
export interface Check {
	name: string;
	/** What it means that there was no answer in time, and what to do. */
	whenSilent: string;
	/** How long it may take; default 10 s, which is for what a network holds up. */
	limitMs?: number;
	/**
	 * @param signal - aborted when the time is up
	 * @param clock - for limits of its own
	 */
	run(signal: AbortSignal, clock: Clock): Promise<Finding>;
}

/** How long one check may take, unless it says otherwise. */
export const CHECK_TIMEOUT_MS = 10_000;

/** One that waits for programs of this machine alone: a busy machine is slow, and well. */
export const BUSY_MACHINE_TIMEOUT_MS = 60_000;

/** It is as it should be. */
export function ok(text: string): Finding {
	return { kind: 'ok', text };
}

/** It works, but not for everybody, or perhaps not for long. */
export function warn(text: string, advice?: string): Finding {
	return { kind: 'warn', text, ...(advice !== undefined && { advice }) };
}

/** The bot will not work until this has been seen to. */
export function fail(text: string, advice?: string): Finding {
	return { kind: 'fail', text, ...(advice !== undefined && { advice }) };
}

/** It was not looked at. */
export function skip(reason: string): Finding {
	return { kind: 'skip', text: reason };
}

/** Runs a check within its time; whatever goes wrong with it becomes its finding. */
export async function runCheck(check: Check, clock: Clock = systemClock): Promise<Finding> {
	const { limitMs = CHECK_TIMEOUT_MS } = check;
	const timeUp = new AbortController();
	let timer: Timer | undefined;
	const late = new Promise<Finding>((resolve) => {
		timer = clock.at(clock.nowMs() + limitMs, () => {
			timeUp.abort();
			resolve(fail(`no answer within ${limitMs / 1000} s: ${check.whenSilent}`));
		});
	});
	try {
		return await Promise.race([late, check.run(timeUp.signal, clock)]);
	} catch (error) {
		return fail(`the check itself failed: ${describeError(error)}`);
	} finally {
		timer?.cancel();
	}
}

/** A part of a check that has a limit of its own. */
export interface Part {
	/** The check's. */
	signal: AbortSignal;
	clock: Clock;
	limitMs: number;
}

/** Runs a part of a check; its signal is aborted when either limit is reached. */
export async function runPart<Result>(
	{ clock, limitMs, signal }: Part,
	run: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
	const timeUp = new AbortController();
	const timer = clock.at(clock.nowMs() + limitMs, () => {
		timeUp.abort(new TimeoutError(`no answer within ${limitMs / 1000} s`, limitMs));
	});
	try {
		return await run(AbortSignal.any([signal, timeUp.signal]));
	} finally {
		timer.cancel();
	}
}

const LABELS = { ok: 'ok  ', warn: 'warn', fail: 'FAIL', skip: 'skip' } as const;

/** A finding as it is printed. */
export function formatFinding(name: string, { kind, text, advice }: Finding): string {
	const words = advice === undefined ? text : `${text}: ${advice}`;
	return `${LABELS[kind]} ${name}: ${onOneLine(words)}`;
}

/** A finding as programs read it; its fields stay as they are. */
export interface ReportedCheck {
	name: string;
	state: 'ok' | 'warning' | 'failed' | 'skipped';
	message: string;
	advice?: string;
}

const STATES = { ok: 'ok', warn: 'warning', fail: 'failed', skip: 'skipped' } as const;

/** @returns what stands in the list that `--json` prints */
export function reportFinding(name: string, { kind, text, advice }: Finding): ReportedCheck {
	return {
		name,
		state: STATES[kind],
		message: onOneLine(text),
		...(advice !== undefined && { advice: onOneLine(advice) }),
	};
}

function onOneLine(text: string): string {
	return text.replaceAll(/\s+/g, ' ');
}

const MAX_NAME_CHARACTERS = 40;
const MAX_LISTED = 5;

/** A name that people in Discord chose, fit for one line of a terminal. */
export function quoteName(name: string): string {
	return `"${cutToFit(oneLine(name), MAX_NAME_CHARACTERS, inCodePoints)}"`;
}

/** The first few of a list, and how many more there are. */
export function listSome(items: readonly string[], separator = ', '): string {
	const shown = items.slice(0, MAX_LISTED).join(separator);
	const more = items.length - MAX_LISTED;
	return more > 0 ? `${shown}${separator}and ${more} more` : shown;
}

// Does this machine's clock agree with Discord's?
import { type Check, type Finding, fail, ok, warn } from './check.js';
import type { DiscordRest } from './discord-rest.js';

/** Times shown in Discord are off by that much and more. */
const WARN_MS = 2000;

/** Certificates, and whatever else has a date, may be refused. */
const FAIL_MS = 30_000;

/** The Date header has whole seconds (RFC 9110, 5.6.7), cut off. */
const DATE_RESOLUTION_MS = 1000;

/** Compares with the Date header of an answer of Discord's. */
export function clockOffsetCheck(rest: DiscordRest): Check {
	return {
		name: 'clock',
		whenSilent: 'Discord did not answer, so there was nothing to compare with; check the network',
		async run(signal) {
			const askedAtMs = Date.now();
			let date: string | null;
			try {
				const response = await rest.getPublic('/gateway', signal);
				date = response.headers.get('date');
				await response.body?.cancel();
			} catch (error) {
				return warn(`not compared. ${rest.describeFailure(error)}`);
			}
			const dateMs = Date.parse(date ?? '');
			return Number.isNaN(dateMs)
				? warn(`not compared: ${rest.host} sends no Date header`)
				: compareTimes({ askedAtMs, answeredAtMs: Date.now(), dateMs });
		},
	};
}

/**
 * What a Date header says of this machine's clock. Nobody knows when Discord looked at its own
 * between question and answer: what a slow answer alone explains is taken for no fault.
 */
export function compareTimes(times: {
	askedAtMs: number;
	answeredAtMs: number;
	dateMs: number;
}): Finding {
	const tookMs = times.answeredAtMs - times.askedAtMs;
	const offsetMs = times.askedAtMs + tookMs / 2 - (times.dateMs + DATE_RESOLUTION_MS / 2);
	const surelyMs = Math.abs(offsetMs) - tookMs / 2;
	const seconds = (Math.abs(offsetMs) / 1000).toFixed(1);
	const offset = `${seconds} s ${offsetMs < 0 ? 'behind' : 'ahead of'} Discord`;
	const advice = 'let the system keep its time (NTP)';
	if (surelyMs > FAIL_MS) {
		return fail(offset, advice);
	}
	if (surelyMs > WARN_MS) {
		return warn(offset, advice);
	}
	return Math.abs(offsetMs) > WARN_MS
		? ok(`not seen to be off: the answer took ${(tookMs / 1000).toFixed(1)} s`)
		: ok(`within ${WARN_MS / 1000} s of Discord (${offset})`);
}

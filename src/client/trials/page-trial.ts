// Does the address that listeners open lead to a page of the built-in server? Tried from outside in.
import { type Clock, withTimeout } from '../../clock.js';
import { describeError } from '../../error-text.js';
import { TimeoutError } from '../../errors.js';
import { asBase } from '../../host-name.js';

/** What answered at the address. */
export type PageAnswer =
	/** A page of ours. */
	| { kind: 'ours' }
	/** A page of something else. */
	| { kind: 'foreign' }
	/** No page: a proxy's own answer, or a redirect. */
	| { kind: 'status'; status: number; location: string | undefined }
	| { kind: 'unreachable'; problem: string };

/** How long an answer is waited for: less than a check of the doctor's may take. */
export const TRIAL_TIMEOUT_MS = 3000;

/** Our pages are short. */
const MAX_PAGE_BYTES = 2 ** 20;

/** What each page of ours takes its scripts and its style from. */
const OUR_ASSETS = /["'][^"'\s]*\bassets\/[\w-]{16}\/[\w.-]+["']/;

/** Statuses of a proxy that does not get an answer from what stands behind it. */
export const NOTHING_BEHIND: ReadonlySet<number> = new Set([502, 503, 504, 521, 522, 523, 530]);

/** Codes of a failed TLS handshake, or of TLS spoken to what speaks none. */
export const TLS_PROBLEM = /CERT|TLS|SSL|SIGNATURE|ISSUER|EPROTO/;

/** Opens the page with what is on air. */
export async function tryPage(
	publicUrl: URL,
	signal: AbortSignal,
	clock: Clock,
): Promise<PageAnswer> {
	const timeoutMs = TRIAL_TIMEOUT_MS;
	const late = () => new TimeoutError(`no answer within ${timeoutMs / 1000} s`, timeoutMs);
	try {
		return await withTimeout({ clock, timeoutMs, signal, late }, (limit) =>
			openPage(asBase(publicUrl), limit),
		);
	} catch (error) {
		const problem = error instanceof TimeoutError ? error.message : describeError(error);
		return { kind: 'unreachable', problem };
	}
}

async function openPage(url: URL, signal: AbortSignal): Promise<PageAnswer> {
	const response = await fetch(url, { signal, redirect: 'manual' });
	const { headers, status } = response;
	if (status !== 200) {
		await response.body?.cancel();
		return { kind: 'status', status, location: headers.get('location') ?? undefined };
	}
	return { kind: OUR_ASSETS.test(await beginningOf(response)) ? 'ours' : 'foreign' };
}

/** Whatever answers may never end. */
async function beginningOf(response: Response): Promise<string> {
	const decoder = new TextDecoder();
	let text = '';
	for await (const bytes of response.body ?? []) {
		text += decoder.decode(bytes, { stream: true });
		if (text.length > MAX_PAGE_BYTES) {
			break;
		}
	}
	return text;
}

// Why an episode cannot be had at the moment, and when it can again.

/** What is at an address: it, another version of it, nothing yet, nothing more, or nobody who says. */
export type Whereabouts = 'there' | 'replaced' | 'being changed' | 'gone' | 'no answer';

const TIMEOUT_MS = 8_000;
const FIRST_DELAY_MS = 1_000;
const MAX_DELAY_MS = 10_000;

/** Asks once. */
async function lookAt(address: string): Promise<Whereabouts> {
	try {
		const { headers, status } = await fetch(address, {
			method: 'HEAD',
			cache: 'no-store',
			signal: AbortSignal.timeout(TIMEOUT_MS),
		});
		switch (status) {
			case 200:
				return 'there';
			case 410:
			case 403:
				return 'replaced';
			case 404:
				return 'gone';
			case 503:
				// A server that shuts down says when to come back, too, but sooner.
				return Number(headers.get('retry-after')) > 10 ? 'being changed' : 'no answer';
			default:
				return 'no answer';
		}
	} catch {
		return 'no answer';
	}
}

/** Asks until something is there, or never will be; says each time what it has heard. */
export async function waitFor(
	address: string,
	say: (whereabouts: Whereabouts) => void = () => {},
): Promise<'there' | 'replaced' | 'gone'> {
	for (let delayMs = FIRST_DELAY_MS; ; delayMs = Math.min(MAX_DELAY_MS, delayMs * 1.5)) {
		const whereabouts = await lookAt(address);
		if (whereabouts !== 'being changed' && whereabouts !== 'no answer') {
			return whereabouts;
		}
		say(whereabouts);
		await new Promise((resolve) => setTimeout(resolve, delayMs));
	}
}

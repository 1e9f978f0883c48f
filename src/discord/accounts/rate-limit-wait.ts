// How long Discord wants to be left alone, told to the REST client so that it waits.
import type { RESTOptions } from 'discord.js';

type Response = Awaited<ReturnType<RESTOptions['makeRequest']>>;

/** Where nothing says how long. */
const UNTOLD_WAIT_SECONDS = 1;

/**
 * The REST client reads `Retry-After` alone; after a 429 without it, as what stands before Discord may
 * answer, it asks again at once and without an end. Such an answer gets the header, from its body.
 *
 * @see {@link https://docs.discord.com/developers/topics/rate-limits#exceeding-a-rate-limit}
 */
export async function withWait(response: Response): Promise<Response> {
	if (response.status !== 429 || Number(response.headers.get('Retry-After')) > 0) {
		return response;
	}
	const text = await response.text();
	const headers = new Headers([...response.headers]);
	headers.set('Retry-After', String(waitIn(text)));
	return new globalThis.Response(text, { status: 429, headers }) as unknown as Response;
}

function waitIn(text: string): number {
	try {
		const { retry_after: seconds } = Object(JSON.parse(text)) as { retry_after?: unknown };
		return typeof seconds === 'number' && seconds > 0 ? seconds : UNTOLD_WAIT_SECONDS;
	} catch {
		// No JSON: it is not of Discord's API itself.
		return UNTOLD_WAIT_SECONDS;
	}
}

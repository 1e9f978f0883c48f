// Acknowledging an interaction: carried out once, also where Discord's answer does not arrive.
import { DefaultRestOptions, RESTJSONErrorCodes, type RESTOptions } from 'discord.js';
import type { Clock } from '../../clock.js';

type MakeRequest = RESTOptions['makeRequest'];
type Response = Awaited<ReturnType<MakeRequest>>;
type Init = Parameters<MakeRequest>[1];

/** The REST client tries that often again after a 5xx or a time-out. */
export const REST_RETRIES = 3;

/**
 * Discord waits 3 s for an acknowledgement. An answer to ours that has not come by then is not
 * worth waiting for: the next try tells whether it has counted.
 */
const CALLBACK_TIMEOUT_MS = 2500;

const CALLBACK_PATH = /\/interactions\/(?<id>\d+)\/(?<token>[^/]+)\/callback(?:\?|$)/;

/** What acknowledgements work with. */
export interface AcknowledgementOptions {
	clock: Clock;
	/** Base of Discord's REST API, with its version. */
	apiUrl: string;
	/** Known once the bot is logged in. */
	applicationId: () => string | undefined;
	/** Default: the library's own. */
	request?: MakeRequest;
}

/** One interaction's tries. */
interface Callback {
	id: string;
	token: string;
	tries: number;
	/** A try may have been carried out: its answer did not arrive, or was a fault of Discord's. */
	isUnclear: boolean;
}

/**
 * Stands below the REST client and sees each of its tries. After one whose outcome is unclear,
 * "already acknowledged" means that it was carried out, and the client is answered so. Without one
 * it means that another process was faster, and the client is told as much.
 */
export class Acknowledgements {
	readonly #options: AcknowledgementOptions;
	readonly #request: MakeRequest;
	/** By interaction id, until the last try. */
	readonly #callbacks = new Map<string, Callback>();

	constructor(options: AcknowledgementOptions) {
		this.#options = options;
		this.#request = options.request ?? DefaultRestOptions.makeRequest;
	}

	/** For the client's option `rest.makeRequest`. */
	readonly makeRequest: MakeRequest = (url, init) => {
		const { id, token } = CALLBACK_PATH.exec(url)?.groups ?? {};
		if (id === undefined || token === undefined) {
			return this.#requestOther(url, init);
		}
		const callback = this.#callbacks.get(id) ?? { id, token, tries: 0, isUnclear: false };
		callback.tries += 1;
		this.#callbacks.set(id, callback);
		return this.#acknowledge(callback, url, init);
	};

	/** What may be done twice is, where a connection was closed that the client took for open. */
	async #requestOther(url: string, init: Init): Promise<Response> {
		try {
			return await this.#request(url, init);
		} catch (error) {
			throw init.method !== 'POST' && isConnectionLost(error) ? retryable(error) : error;
		}
	}

	async #acknowledge(callback: Callback, url: string, init: Init): Promise<Response> {
		const isLast = callback.tries > REST_RETRIES;
		let response: Response | undefined;
		let failure: unknown;
		try {
			response = await this.#requestInTime(url, init);
		} catch (error) {
			failure = error;
		}
		if (response && response.status < 500) {
			return this.#settle(callback, await readWhole(response));
		}
		callback.isUnclear = true;
		if (isLast) {
			this.#callbacks.delete(callback.id);
			if (await this.#isAcknowledged(callback)) {
				return carriedOut(callback);
			}
		}
		if (response) {
			return response;
		}
		throw retryable(failure);
	}

	async #settle(callback: Callback, response: WholeResponse): Promise<Response> {
		if (response.status !== 429) {
			this.#callbacks.delete(callback.id);
		}
		if (!callback.isUnclear) {
			return response;
		}
		const isCarriedOut =
			response.code === RESTJSONErrorCodes.InteractionHasAlreadyBeenAcknowledged ||
			(response.code === RESTJSONErrorCodes.UnknownInteraction &&
				(await this.#isAcknowledged(callback)));
		return isCarriedOut ? carriedOut(callback) : response;
	}

	async #requestInTime(url: string, init: Init): Promise<Response> {
		const { clock } = this.#options;
		const timeout = new AbortController();
		const timer = clock.at(clock.nowMs() + CALLBACK_TIMEOUT_MS, () => timeout.abort());
		const signals = [timeout.signal, init.signal].filter((signal) => signal instanceof AbortSignal);
		try {
			return await this.#request(url, { ...init, signal: AbortSignal.any(signals) });
		} finally {
			timer.cancel();
		}
	}

	/** There is an answer only to what was acknowledged: else Discord knows no such webhook. */
	async #isAcknowledged({ token }: Callback): Promise<boolean> {
		const { apiUrl, applicationId } = this.#options;
		const id = applicationId();
		if (id === undefined) {
			return false;
		}
		try {
			const url = `${apiUrl}/webhooks/${id}/${token}/messages/@original`;
			const response = await this.#requestInTime(url, { method: 'GET' });
			await response.arrayBuffer();
			return response.ok;
		} catch {
			// It stays unclear, and the failure of the acknowledgement itself is what is told.
			return false;
		}
	}
}

type WholeResponse = Response & { code: unknown };

/** Reads the body, which can be read once only, and keeps it. */
async function readWhole(response: Response): Promise<WholeResponse> {
	const text = await response.text();
	const body = text === '' ? null : text;
	const init = { status: response.status, headers: Object.fromEntries(response.headers) };
	return Object.assign(new globalThis.Response(body, init), {
		code: codeOf(text),
	}) as unknown as WholeResponse;
}

function codeOf(text: string): unknown {
	try {
		return (JSON.parse(text) as { code?: unknown } | null)?.code;
	} catch {
		return undefined;
	}
}

/** As Discord answers an acknowledgement, without what it would tell of the message. */
function carriedOut({ id }: Callback): Response {
	return globalThis.Response.json({ interaction: { id, type: 0 } }) as unknown as Response;
}

/** The client tries again after an error of that name. */
function retryable(cause: unknown): Error {
	const error = new Error('The connection was lost before an answer came', { cause });
	error.name = 'AbortError';
	return error;
}

function isConnectionLost(error: unknown): boolean {
	return (error as { code?: unknown } | null)?.code === 'UND_ERR_SOCKET';
}

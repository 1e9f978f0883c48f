// Faults of the REST side that a test can order.

/** What goes wrong, and where. */
export interface RestFault {
	/** Default any. */
	method?: string;
	/** Matches the path after `/api/v10`. */
	path: RegExp;
	/** Default 500; with a delay alone the request is answered as usual, later. */
	status?: number;
	body?: unknown;
	/** For a 429; in seconds. */
	retryAfter?: number;
	/** No header of the 429 says it. */
	isWaitHidden?: boolean;
	/** A 429 of the whole bot, not of one route. */
	isGlobal?: boolean;
	/** Answers that much later. */
	delayMs?: number;
	/** How many requests; default 1. */
	times?: number;
	/** What was asked for is done all the same; only the answer is another. */
	isCarriedOut?: boolean;
	/** No answer comes at all: the connection is cut. */
	isAnswerLost?: boolean;
}

/** A fault as the server answers it. */
export interface FaultAnswer {
	status: number;
	body: unknown;
	headers: Record<string, string>;
}

/** Keeps the ordered faults and hands each out as often as it was ordered. */
export class RestFaults {
	readonly #faults: { fault: RestFault; left: number }[] = [];

	add(fault: RestFault): void {
		this.#faults.push({ fault, left: fault.times ?? 1 });
	}

	/** Takes all back that are still to come. */
	clear(): void {
		this.#faults.length = 0;
	}

	/** The fault that hits this request, if any; it counts as used. */
	take(method: string, path: string): RestFault | undefined {
		const hit = this.#faults.find(
			({ fault, left }) => left > 0 && (fault.method ?? method) === method && fault.path.test(path),
		);
		if (hit) {
			hit.left -= 1;
		}
		return hit?.fault;
	}
}

/** What is answered instead; undefined if the fault only delays. */
export function faultAnswer(fault: RestFault): FaultAnswer | undefined {
	if (fault.status === undefined && (fault.delayMs !== undefined || fault.isAnswerLost)) {
		return undefined;
	}
	const status = fault.status ?? 500;
	if (status !== 429) {
		const body = fault.body ?? { message: `${status}: simulated fault`, code: 0 };
		return { status, body, headers: {} };
	}
	const retryAfter = fault.retryAfter ?? 1;
	const isGlobal = fault.isGlobal ?? false;
	return {
		status,
		body: fault.body ?? {
			message: 'You are being rate limited.',
			retry_after: retryAfter,
			global: isGlobal,
		},
		headers: {
			...(!fault.isWaitHidden && {
				'Retry-After': String(Math.ceil(retryAfter)),
				'X-RateLimit-Reset-After': retryAfter.toFixed(3),
			}),
			'X-RateLimit-Scope': isGlobal ? 'global' : 'user',
			...(isGlobal ? { 'X-RateLimit-Global': 'true' } : {}),
		},
	};
}

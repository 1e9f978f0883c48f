// How a group of REST routes is written down.
import type { Bot } from '../world/bot.js';

/** A file of a multipart request. */
export interface UploadedFile {
	name: string;
	sizeBytes: number;
}

/** A request, parsed. */
export interface RestRequest {
	/** Values of the pattern's `:name` parts. */
	params: Record<string, string>;
	query: URLSearchParams;
	/** The JSON body, or an empty object. */
	body: Record<string, unknown>;
	/** The JSON body where it is an array. */
	list: unknown[] | undefined;
	files: UploadedFile[];
	/** Who is authorized; the routes without authorization do not look at it. */
	bot: Bot;
}

/** What a route answers; no body means 204. */
export interface RestAnswer {
	status?: number;
	body?: unknown;
}

/** Calls of one kind in a row that a bucket allows. */
export interface RateLimit {
	limit: number;
	windowMs: number;
}

/** One method on one path. */
export interface Route {
	method: string;
	/** Such as `/channels/:channel/messages`. */
	pattern: string;
	/** False for interaction callbacks and webhooks, whose token is in the path. */
	isAuthorized: boolean;
	/** Undefined for routes without a bucket. */
	rateLimit: RateLimit | undefined;
	handle: (request: RestRequest) => RestAnswer;
}

/** Discord does not publish its limits; these are of the size seen in its headers. */
const DEFAULT_RATE_LIMIT: RateLimit = { limit: 50, windowMs: 1000 };

/** Writes down a route that needs the bot's token. */
export function route(
	method: string,
	pattern: string,
	handle: (request: RestRequest) => RestAnswer,
	rateLimit: RateLimit = DEFAULT_RATE_LIMIT,
): Route {
	return { method, pattern, isAuthorized: true, rateLimit, handle };
}

/** Writes down a route whose path carries the token. */
export function tokenRoute(
	method: string,
	pattern: string,
	handle: (request: RestRequest) => RestAnswer,
	rateLimit?: RateLimit,
): Route {
	return { method, pattern, isAuthorized: false, rateLimit, handle };
}

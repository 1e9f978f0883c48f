// The REST half: takes requests, finds the route, answers JSON with rate limit headers.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Bot } from '../world/bot.js';
import type { World } from '../world/world.js';
import { ApiError, refuse } from './api-error.js';
import { RateLimits } from './rate-limits.js';
import { readBody } from './request-body.js';
import { faultAnswer, type RestFault, RestFaults } from './rest-faults.js';
import type { Route } from './route.js';

const BASE_PATH = '/api/v10';
const MAJOR_PARAMETERS = ['channel', 'guild', 'token'] as const;

/** A request that came, with what it was answered. */
export interface RecordedRequest {
	method: string;
	/** After `/api/v10`, without the query. */
	path: string;
	body: unknown;
	status: number;
	bot: Bot | undefined;
}

interface CompiledRoute {
	route: Route;
	expression: RegExp;
}

/** Answers HTTP on loopback. */
export class RestServer {
	/** Every request, oldest first. */
	readonly requests: RecordedRequest[] = [];
	/** How far Discord's clock is ahead of this machine's, as its Date headers tell. */
	clockOffsetMs = 0;
	readonly #world: World;
	readonly #http: Server;
	readonly #routes: CompiledRoute[];
	readonly #limits = new RateLimits();
	readonly #faults = new RestFaults();

	constructor(world: World, routes: readonly Route[]) {
		this.#world = world;
		this.#routes = routes.map((route) => ({
			route,
			expression: new RegExp(`^${route.pattern.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`),
		}));
		this.#http = createServer((request, response) => {
			this.#answer(request, response).catch(() => response.destroy());
		});
		// Clients give idle connections up first, so that none sends on one that is just closed.
		this.#http.keepAliveTimeout = 0;
	}

	async listen(): Promise<void> {
		await new Promise<void>((resolve) => this.#http.listen(0, '127.0.0.1', resolve));
	}

	/** For the client option `rest.api`. */
	get url(): string {
		return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}/api`;
	}

	/** Lets requests fail or be slow. */
	fail(fault: RestFault): void {
		this.#faults.add(fault);
	}

	/** No request fails any more. */
	clearFaults(): void {
		this.#faults.clear();
	}

	/** Waits for a request that was answered, now or earlier. */
	request(method: string, path: RegExp, limitMs?: number): Promise<RecordedRequest> {
		return this.#world.watch.until(
			`${method} ${path.source}`,
			() => this.requests.findLast((each) => each.method === method && path.test(each.path)),
			limitMs,
		);
	}

	async close(): Promise<void> {
		this.#http.closeAllConnections();
		await new Promise<void>((resolve) => this.#http.close(() => resolve()));
	}

	async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const url = new URL(request.url ?? '/', 'http://localhost');
		const method = request.method ?? 'GET';
		// The client writes `@original` as `%40original`.
		const fullPath = decodeURIComponent(url.pathname);
		const path = fullPath.startsWith(BASE_PATH) ? fullPath.slice(BASE_PATH.length) : fullPath;
		const attachment = this.#world.attachments.get(url.pathname);
		if (method === 'GET' && attachment) {
			attachment.requests += 1;
			response.writeHead(200, { 'Content-Length': attachment.bytes.length });
			response.end(attachment.bytes);
			return;
		}
		const bot = this.#authorize(request);
		const record: RecordedRequest = { method, path, body: undefined, status: 0, bot };
		const send = (status: number, body: unknown, headers: Record<string, string> = {}) => {
			record.status = status;
			this.requests.push(record);
			response.writeHead(status, {
				Date: new Date(Date.now() + this.clockOffsetMs).toUTCString(),
				...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
				...headers,
			});
			response.end(body === undefined ? undefined : JSON.stringify(body));
			this.#world.watch.changed();
		};
		let headers: Record<string, string> = {};
		try {
			const content = await readBody(request);
			record.body = content.list ?? content.body;
			const fault = this.#faults.take(method, path);
			if (fault?.delayMs !== undefined) {
				await new Promise<void>((resolve) => this.#world.timers.after(fault.delayMs ?? 0, resolve));
			}
			const instead = fault && faultAnswer(fault);
			if (instead && !fault.isCarriedOut) {
				send(instead.status, instead.body, instead.headers);
				return;
			}
			if (fault?.isAnswerLost && !fault.isCarriedOut) {
				response.destroy();
				return;
			}
			const found = this.#find(method, path);
			if (!found) {
				throw refuse.notFound();
			}
			if (found.route.isAuthorized && !bot) {
				throw refuse.unauthorized();
			}
			const state = this.#takeLimit(found.route, found.params, bot);
			headers = state?.headers ?? {};
			if (state?.isExceeded && this.#world.options.rateLimits) {
				send(
					429,
					{
						message: 'You are being rate limited.',
						retry_after: state.retryAfterSeconds,
						global: false,
					},
					{
						...headers,
						'Retry-After': String(Math.ceil(state.retryAfterSeconds)),
						'X-RateLimit-Scope': 'user',
					},
				);
				return;
			}
			const answer = found.route.handle({
				params: found.params,
				query: url.searchParams,
				...content,
				bot: bot as Bot,
			});
			if (fault?.isAnswerLost) {
				this.requests.push(record);
				response.destroy();
				this.#world.watch.changed();
			} else if (instead) {
				send(instead.status, instead.body, instead.headers);
			} else {
				send(answer.status ?? (answer.body === undefined ? 204 : 200), answer.body, headers);
			}
		} catch (error) {
			if (!(error instanceof ApiError)) {
				throw error;
			}
			send(error.status, error.body(), headers);
		}
	}

	#authorize(request: IncomingMessage): Bot | undefined {
		const header = request.headers.authorization;
		return [...this.#world.bots.values()].find((bot) => header === `Bot ${bot.token}`);
	}

	#find(
		method: string,
		path: string,
	): { route: Route; params: Record<string, string> } | undefined {
		for (const { route, expression } of this.#routes) {
			const match = route.method === method ? expression.exec(path) : null;
			if (match) {
				return { route, params: { ...match.groups } };
			}
		}
		return undefined;
	}

	#takeLimit(route: Route, params: Record<string, string>, bot: Bot | undefined) {
		if (!route.rateLimit) {
			return undefined;
		}
		const major = MAJOR_PARAMETERS.map((name) => params[name] ?? '').join(':');
		const name = `${route.method} ${route.pattern}`;
		const key = `${bot?.id} ${name} ${major}`;
		return this.#limits.take({ route: name, key, limit: route.rateLimit });
	}
}

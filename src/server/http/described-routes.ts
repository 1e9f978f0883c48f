// All routes of a server by what they say of themselves; one that says nothing is refused.
import type { FastifyInstance, RouteOptions } from 'fastify';
import type { Operation } from './operation.js';

/** One operation of a server. */
export interface DescribedRoute {
	method: string;
	/** Parameters are as Fastify writes them: `/p/:id`. */
	url: string;
	operation: Operation;
}

declare module 'fastify' {
	interface FastifyInstance {
		/** All operations of the routes that were added so far. */
		describedRoutes: readonly DescribedRoute[];
	}
}

/**
 * Wants a description of each route that is added from now on, in its `config`: an `operation`, or
 * why it is `hidden`. The server does not start with a route that has neither, or the operation of
 * another: `ready` and `listen` reject with a {@link TypeError} that names it.
 */
export function wantDescriptions(app: FastifyInstance): void {
	const routes: DescribedRoute[] = [];
	const faults: string[] = [];
	app.decorate('describedRoutes', routes);
	app.addHook('onRoute', ({ method, url, config }: RouteOptions) => {
		const { operation, hidden } = config ?? {};
		if (hidden) {
			return;
		}
		if (operation === undefined) {
			faults.push(`an operation or "hidden" in the config of ${method} ${url}, got neither`);
			return;
		}
		const { operationId } = operation;
		const other = routes.find((route) => route.operation.operationId === operationId);
		if (other === undefined) {
			routes.push({ method: String(method), url, operation });
			return;
		}
		// Fastify adds HEAD to a GET by itself, which HTTP says enough of.
		const isAddedHead = method === 'HEAD' && other.url === url && other.operation === operation;
		if (!isAddedHead) {
			faults.push(`one route for the operation ${operationId}, got ${method} ${url} as well`);
		}
	});
	// Thrown by the hook above, it would leave the scopes that are added later as an exception.
	app.addHook('onReady', async () => {
		if (faults.length > 0) {
			throw new TypeError(`Expected ${faults.join('; ')}`);
		}
	});
}

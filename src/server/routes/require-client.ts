// Routes that are for clients with credentials alone.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Authenticator } from '../access/auth.js';
import { API_ERRORS, answerError } from '../http/api-error.js';

declare module 'fastify' {
	interface FastifyRequest {
		/** The client that the credentials stand for; empty where a route wants none. */
		clientId: string;
	}
}

/** A hook that refuses a request without credentials, and sets the `clientId` of the others. */
export function requireClient(authenticator: Authenticator) {
	return async (request: FastifyRequest, reply: FastifyReply) => {
		const authentication = authenticator.authenticate(request.headers);
		switch (authentication.type) {
			case 'missing':
				return answerError(reply, API_ERRORS.credentialsMissing);
			case 'wrong':
				return answerError(reply, API_ERRORS.credentialsWrong);
			case 'client':
				request.clientId = authentication.clientId;
				return undefined;
		}
	};
}

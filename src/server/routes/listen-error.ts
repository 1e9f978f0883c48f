// What is answered to whoever may not hear a podcast, or not now.
import { API_ERRORS, type ApiError } from '../http/api-error.js';
import type { ListenAdmission } from '../podcast/listen-access.js';

/** An admission that is none. */
export type ListenRefusal = Exclude<ListenAdmission, { type: 'podcast' }>;

/** The error that programs are answered. */
export function listenError({ type }: ListenRefusal): ApiError {
	switch (type) {
		case 'credentials wrong':
			return API_ERRORS.credentialsWrong;
		case 'none':
			return API_ERRORS.podcastNotFound;
		case 'unanswered':
			return API_ERRORS.podcastUnreachable;
	}
}

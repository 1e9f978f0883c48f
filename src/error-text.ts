// Errors of the system and of libraries in a few words, for whoever looks for what is wrong.

/** The first sentence of what is behind an error, or its code where that says it all. */
export function describeError(error: unknown): string {
	if (!(error instanceof Error)) {
		return String(error);
	}
	const { cause } = error;
	return (
		errorCode(error) ??
		(cause instanceof Error ? describeError(cause) : firstSentence(error.message))
	);
}

/** A message up to where its first sentence or line ends. */
export function firstSentence(message: string): string {
	return message.split(/\.? *\n|\. /, 1)[0] as string;
}

/** The system's code of an error, such as ECONNREFUSED, or of what caused it. */
export function errorCode(error: unknown): string | undefined {
	const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
	if (typeof code === 'string') {
		return code;
	}
	return cause === undefined ? undefined : errorCode(cause);
}

/** Codes of Node's and OpenSSL's for a certificate that is not taken. */
const CERTIFICATE_REFUSED = /CERT|SIGNATURE|ISSUER/;

/**
 * What to do about a certificate that is not taken, without a full stop.
 *
 * @param code - the system's, of the error
 * @returns undefined where the error is about something else
 */
export function adviseOnCertificate(code: string | undefined): string | undefined {
	switch (code) {
		case 'CERT_HAS_EXPIRED':
		case 'CERT_NOT_YET_VALID':
			return 'its certificate is not valid at this time: whoever runs it renews it; or the clock here is wrong';
		case 'ERR_TLS_CERT_ALTNAME_INVALID':
			return 'its certificate is for another name: the address has to be by that one';
		default:
			// Node reads it before any program runs, so that a line of `.env` comes too late.
			return CERTIFICATE_REFUSED.test(code ?? '')
				? 'its certificate is not trusted: a proxy in between? NODE_EXTRA_CA_CERTS names a file with further authorities; it has to be in the environment, not in .env'
				: undefined;
	}
}

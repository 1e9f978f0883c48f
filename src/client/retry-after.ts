// The header in which a server says when to come again.

/**
 * @param header - seconds, or a date
 * @param nowEpochMs - milliseconds since the epoch
 * @returns milliseconds to wait; undefined where the header is missing or cannot be read
 * @see {@link https://www.rfc-editor.org/rfc/rfc9110#field.retry-after}
 */
export function parseRetryAfter(
	header: string | undefined,
	nowEpochMs: number,
): number | undefined {
	if (header === undefined) {
		return undefined;
	}
	if (/^\d+(\.\d+)?$/.test(header.trim())) {
		const waitMs = Number(header) * 1000;
		// More digits than a number has are no time.
		return waitMs <= Number.MAX_SAFE_INTEGER ? waitMs : undefined;
	}
	const dateMs = Date.parse(header);
	return Number.isNaN(dateMs) ? undefined : Math.max(0, dateMs - nowEpochMs);
}

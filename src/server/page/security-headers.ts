// The headers that keep a page to itself.

/**
 * Nothing but what this server serves: no inline script, no style but what the page was made with
 * (`completePages` adds its hash), no other host, no frame around it. `'self'` covers the websocket
 * of the same origin (CSP Level 3, 6.7.2.8), and `'wasm-unsafe-eval'` lets the Opus decoder be
 * compiled, but no text be run as script.
 */
const CONTENT_SECURITY_POLICY = [
	"default-src 'none'",
	"script-src 'self' 'wasm-unsafe-eval'",
	"style-src 'self'",
	"img-src 'self'",
	"connect-src 'self'",
	"manifest-src 'self'",
	"media-src 'self'",
	"base-uri 'none'",
	"form-action 'none'",
	"frame-ancestors 'none'",
].join('; ');

/** For every page. A page's address may hold a listen key, so it is no referrer anywhere. */
export const PAGE_HEADERS = {
	'content-type': 'text/html; charset=utf-8',
	'content-security-policy': CONTENT_SECURITY_POLICY,
	'x-content-type-options': 'nosniff',
	'referrer-policy': 'no-referrer',
	'cross-origin-opener-policy': 'same-origin',
} as const;

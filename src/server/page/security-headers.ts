// The headers that keep a page to itself.

/**
 * Nothing but what this server serves: no inline script, no style but what the page was made with
 * (`completePages` adds its hash), no other host, no frame around it. `'self'` covers the websocket
 * of the same origin (CSP Level 3, 6.7.2.8), and `'wasm-unsafe-eval'` lets the Opus decoder be
 * compiled, but no text be run as script. `blob:` is what a script puts together to be played (Media
 * Source Extensions, 3): nothing comes from elsewhere by it.
 */
const CONTENT_SECURITY_POLICY = [
	"default-src 'none'",
	"script-src 'self' 'wasm-unsafe-eval'",
	"style-src 'self'",
	"img-src 'self'",
	"connect-src 'self'",
	"manifest-src 'self'",
	"media-src 'self' blob:",
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

/** Files are played by the browser itself: nothing has to be compiled. */
const RECORDED_POLICY = CONTENT_SECURITY_POLICY.replace(" 'wasm-unsafe-eval'", '').replace(
	' blob:',
	'',
);

/** A policy that lets what is live come from one more origin, which hands it on for this server. */
export function withLiveFrom(policy: string, origin: string): string {
	return policy
		.replace("connect-src 'self'", `connect-src 'self' ${origin}`)
		.replace("media-src 'self' blob:", `media-src 'self' blob: ${origin}`);
}

/** For pages of what was recorded. */
export const EPISODE_HEADERS = {
	...PAGE_HEADERS,
	'content-security-policy': RECORDED_POLICY,
} as const;

/**
 * For what any site may have in a frame; as strict but for that. It keeps nothing in the browser
 * and sets no cookies, so that a frame learns nothing of who looks at it.
 */
export const EMBED_HEADERS = {
	'content-type': 'text/html; charset=utf-8',
	'content-security-policy': RECORDED_POLICY.replace("frame-ancestors 'none'", 'frame-ancestors *'),
	'x-content-type-options': 'nosniff',
	'referrer-policy': 'no-referrer',
} as const;

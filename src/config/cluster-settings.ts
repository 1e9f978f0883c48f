// Settings of more than one machine: where NATS is, as whom we come, and what this machine does.
import { z } from 'zod';
import type { NatsPlace } from '../cluster/nats-place.js';
import { file } from './shapes/address-shapes.js';
import { amount, choice, credential, flag, splitList } from './shapes/setting-shapes.js';

/** What a server on a bus does: all of it, or listeners alone. */
export const ROLES = ['both', 'edge'] as const;

/** One of them. */
export type Role = (typeof ROLES)[number];

/** How machines work together. */
export interface ClusterConfig {
	/** Undefined where this machine is the only one. */
	nats: NatsPlace | undefined;
	/** What all subjects begin with. */
	prefix: string;
	role: Role;
	/** How long a podcast of another machine is received here after its last listener left. */
	edgeUnsubscribeMs: number;
	/** Over how long listeners are moved on when a server on the bus stops. */
	drainMs: number;
	/** Whether no show begins before the other machines have told who has opted out. */
	isPrivacyStrict: boolean;
}

const SERVER = /^(nats|tls):\/\/\S+$/;

function isServer(text: string): boolean {
	if (!SERVER.test(text) || !URL.canParse(text)) {
		return false;
	}
	try {
		// A percent sign of a password stands there as %25.
		decodeURIComponent(text);
		return true;
	} catch {
		return false;
	}
}

const servers = z.string().transform((text, context) => {
	const found = splitList(text);
	if (found.length === 0 || !found.every(isServer)) {
		const message = 'expected URLs that begin with nats:// or tls://, comma-separated';
		context.addIssue({ code: 'custom', message });
		return z.NEVER;
	}
	return found;
});

/** Tokens of a subject, without wildcards. */
const subjectPrefix = z
	.string()
	.regex(/^[\w-]+(\.[\w-]+)*$/, 'expected letters, digits, - and _, with dots between words');

/** The shape of each. */
export const clusterSettings = {
	NATS_URL: servers.optional(),
	NATS_USER: credential('user name').optional(),
	NATS_PASSWORD: credential('password').optional(),
	NATS_CREDENTIALS: file.optional(),
	NATS_CA: file.optional(),
	NATS_PREFIX: subjectPrefix.default('podcasts'),
	NATS_INBOX_PREFIX: subjectPrefix.optional(),
	ROLE: choice(ROLES).default('both'),
	EDGE_UNSUBSCRIBE_MS: amount('EDGE_UNSUBSCRIBE_MS').default(10_000),
	DRAIN_MS: amount('DRAIN_MS', { min: 0, max: 600_000 }).default(10_000),
	PRIVACY_STRICT: flag().default(false),
};

/** The settings of more than one machine among all of them. */
export function pickClusterSettings(
	settings: z.infer<z.ZodObject<typeof clusterSettings>>,
): ClusterConfig {
	return {
		nats: settings.NATS_URL && {
			servers: settings.NATS_URL,
			user: settings.NATS_USER,
			password: settings.NATS_PASSWORD,
			credentialsFile: settings.NATS_CREDENTIALS,
			caFile: settings.NATS_CA,
			inboxPrefix: settings.NATS_INBOX_PREFIX,
		},
		prefix: settings.NATS_PREFIX,
		role: settings.ROLE,
		edgeUnsubscribeMs: settings.EDGE_UNSUBSCRIBE_MS,
		drainMs: settings.DRAIN_MS,
		isPrivacyStrict: settings.PRIVACY_STRICT,
	};
}

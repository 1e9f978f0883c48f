// Problems of the environment, in words that name the setting and repeat no secret.
import type { z } from 'zod';
import { ConfigError } from '../errors.js';
import type { Environment } from './environment.js';
import { bareToken } from './shapes/discord-shapes.js';
import { splitList } from './shapes/setting-shapes.js';

/** A setting that is needed, together with another or instead of it. */
export function findMissing(environment: Environment, program: 'bot' | 'server'): ConfigError[] {
	const isSet = (variable: string) => environment[variable] !== undefined;
	const isForeign = program === 'bot' && isSet('PODCAST_API_URL');
	const missing: ConfigError[] = [];
	const require = (variable: string, message: string) => {
		if (!isSet(variable)) {
			missing.push(new ConfigError(variable, `${message}, got nothing`));
		}
	};
	if (isForeign || isSet('PODCAST_TOKEN')) {
		require('PODCAST_CLIENT_ID', 'expected the client id that belongs to PODCAST_TOKEN');
	}
	if (isForeign || isSet('PODCAST_CLIENT_ID')) {
		require('PODCAST_TOKEN', 'expected the client token that belongs to PODCAST_CLIENT_ID');
	}
	if (program === 'server' && !isSet('PODCAST_TOKEN')) {
		require('PODCAST_CLIENTS', 'expected clientId:token of each client, comma-separated');
	}
	if (environment.ROLE?.toLowerCase() === 'edge') {
		require('NATS_URL', 'expected the NATS servers from which ROLE=edge takes its podcasts');
	}
	const listenerTokens = splitList(environment.DISCORD_LISTENER_TOKENS ?? '').map(bareToken);
	const own = listenerTokens.indexOf(bareToken(environment.DISCORD_TOKEN ?? ''));
	if (own >= 0) {
		const message = `expected tokens of other bots; entry ${own + 1} is DISCORD_TOKEN itself`;
		missing.push(new ConfigError('DISCORD_LISTENER_TOKENS', message));
	}
	return missing;
}

/** Settings whose value must not be repeated in an error. */
const SECRET_VARIABLES: ReadonlySet<string> = new Set([
	'DISCORD_TOKEN',
	'DISCORD_LISTENER_TOKENS',
	'PODCAST_TOKEN',
	'PODCAST_CLIENTS',
	'METRICS_TOKEN',
	'TRANSCRIBE_KEY',
	'PODPING_TOKEN',
	'NATS_PASSWORD',
	'NATS_URL',
]);

/** A shorter one is no secret, and stands in everything by chance. */
const MIN_SECRET_CHARACTERS = 8;

const MAX_QUOTED_CHARACTERS = 60;

/** An issue that zod found, as an error of ours that says what came. */
export function describeIssue(issue: z.core.$ZodIssue, environment: Environment): ConfigError {
	const variable = String(issue.path[0]);
	return new ConfigError(variable, `${issue.message}${quoteValue(variable, environment)}`);
}

/** Three parts of Base64 with dots between them, as bot tokens are. */
const TOKEN_LIKE = /[\w-]{15,}\.[\w-]{4,}\.[\w-]{15,}/;

/** Secrets are also put where others belong, and into addresses. */
function quoteValue(variable: string, environment: Environment): string {
	const value = environment[variable] ?? '';
	const secrets = [...SECRET_VARIABLES].flatMap((name) => environment[name] ?? []);
	const isSecret =
		SECRET_VARIABLES.has(variable) ||
		value.includes('@') ||
		TOKEN_LIKE.test(value) ||
		secrets.some((secret) => secret.length >= MIN_SECRET_CHARACTERS && value.includes(secret));
	if (isSecret) {
		return '';
	}
	const printable = value
		.replace(/(?<=:\/\/[^?#]*[?#]).*$/s, '…')
		.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ');
	return `, got "${printable.slice(0, MAX_QUOTED_CHARACTERS)}"`;
}

// Does NATS connect this machine with the others, and may this machine say and hear what it has to?
import {
	type NatsFinding,
	NatsRefusal,
	type TriedSubjects,
	tryNats,
} from '../../cluster/nats-trial.js';
import { Subjects } from '../../cluster/subjects.js';
import type { ClusterConfig, Role } from '../../config/cluster-settings.js';
import { describeError } from '../../error-text.js';
import { isOnlyHere } from '../../host-name.js';
import { type Check, type Finding, fail, listSome, ok, warn } from '../check.js';

/** No podcast, and no process, has that name: nobody hears what is tried. */
const NOBODY = 'doctor';

const PERMISSIONS = 'deploy/nats-server.conf has the permissions of each role (docs/scaling.md)';

/** What one machine must be able to do, and must not. */
export interface Expected {
	wanted: TriedSubjects;
	/** The first is what is told. */
	forbidden: TriedSubjects;
}

/** Connects as the program would, and tries subjects that concern nobody. */
export function natsCheck(
	{ nats, prefix, role }: ClusterConfig,
	hasBot: boolean,
): Check | undefined {
	if (!nats) {
		return undefined;
	}
	const places = nats.servers.map((server) => new URL(server));
	const hosts = listSome(places.map(({ host }) => host));
	return {
		name: 'nats',
		whenSilent: `NATS at ${hosts} is silent: check NATS_URL and the firewall`,
		async run(signal) {
			const { inboxPrefix = '_INBOX' } = nats;
			const expected = expectedOf(role, { subjects: new Subjects(prefix), inboxPrefix, hasBot });
			const { forbidden, wanted } = expected;
			const tried = {
				publish: [...wanted.publish, ...forbidden.publish],
				subscribe: [...wanted.subscribe, ...forbidden.subscribe],
			};
			let found: NatsFinding;
			try {
				found = await tryNats(nats, tried, signal);
			} catch (error) {
				return describeFailure(error, hosts);
			}
			return judge(found, { expected, role, hosts, isLocal: places.every(isOnlyHere) });
		},
	};
}

/** By what the machine does; bots tell one another of opt-outs, too. */
export function expectedOf(
	role: Role,
	{ hasBot, inboxPrefix, subjects }: { hasBot: boolean; inboxPrefix: string; subjects: Subjects },
): Expected {
	const fromOrigin = [subjects.audio(NOBODY), subjects.event(NOBODY)];
	const fromEdge = [
		...[subjects.get(NOBODY), subjects.beginning(NOBODY), subjects.listeners(NOBODY)],
		subjects.list,
	];
	const inbox = `${inboxPrefix}.${NOBODY}`;
	if (role === 'edge') {
		return {
			wanted: { publish: fromEdge, subscribe: [...fromOrigin, inbox] },
			forbidden: { publish: fromOrigin, subscribe: ['>', subjects.get('*')] },
		};
	}
	// To publish an opt-out would be to tell one.
	const ofBots = hasBot ? [subjects.privacyGet, subjects.identify(0)] : [];
	const both = [...fromOrigin, ...fromEdge];
	return {
		wanted: {
			publish: [...both, ...ofBots.slice(0, 1)],
			subscribe: [...both, ...ofBots, ...(hasBot ? [subjects.privacy] : []), inbox],
		},
		forbidden: { publish: [], subscribe: ['>'] },
	};
}

function describeFailure(error: unknown, hosts: string): Finding {
	if (error instanceof NatsRefusal) {
		return fail(
			`NATS at ${hosts} refuses the user or the password`,
			'correct NATS_USER and NATS_PASSWORD, or NATS_CREDENTIALS',
		);
	}
	const { code, path } = error as NodeJS.ErrnoException;
	if (code === 'ERR_MODULE_NOT_FOUND') {
		return fail('the package @nats-io/transport-node was left out', 'npm install');
	}
	if (path !== undefined) {
		return fail(`${path} cannot be read (${code})`, 'correct NATS_CA or NATS_CREDENTIALS');
	}
	const text = describeError(error);
	return fail(
		`NATS is not reached at ${hosts} (${text})`,
		/certificate|tls|ssl/i.test(text)
			? 'tls:// is for a server with a certificate, which NATS_CA or the system must know'
			: 'start nats-server there, or correct NATS_URL',
	);
}

/** What is said of a server that was reached. */
export function judge(
	{ isTls, refused, roundTripMs, version }: NatsFinding,
	{
		expected: { forbidden, wanted },
		...machine
	}: { expected: Expected; role: Role; hosts: string; isLocal: boolean },
): Finding {
	const { hosts, isLocal, role } = machine;
	const missing = [
		...wanted.publish
			.filter((subject) => refused.publish.includes(subject))
			.map((subject) => `to say ${subject}`),
		...wanted.subscribe
			.filter((subject) => refused.subscribe.includes(subject))
			.map((subject) => `to hear ${subject}`),
	];
	if (missing.length > 0) {
		const text = `NATS at ${hosts} does not permit what ROLE=${role} needs: ${listSome(missing)}`;
		return fail(text, `${PERMISSIONS}; NATS_PREFIX and NATS_INBOX_PREFIX must be as there`);
	}
	const open = [
		...forbidden.publish.filter((subject) => !refused.publish.includes(subject)),
		...forbidden.subscribe.filter((subject) => !refused.subscribe.includes(subject)),
	];
	const facts = `NATS ${version} at ${hosts}, ROLE=${role}, ${roundTripMs} ms there and back`;
	if (!isTls && !isLocal) {
		const text = `${facts}, without TLS: keys of podcasts can be read on their way`;
		return warn(text, 'give NATS a certificate, and NATS_URL tls://');
	}
	if (open.length > 0 && !isLocal) {
		const harm =
			role === 'edge' && forbidden.publish.some((subject) => open.includes(subject))
				? 'an edge may speak as if it had the podcasts'
				: 'this machine may read what others are answered, keys included';
		return warn(`${facts}, ${isTls ? 'TLS' : 'without TLS'}: ${harm}`, PERMISSIONS);
	}
	const security = isTls ? 'TLS' : 'without TLS, on this machine alone';
	const rights =
		open.length > 0 ? 'without permissions by subject' : 'permissions as they should be';
	return ok(`${facts}, ${security}, ${rights}`);
}

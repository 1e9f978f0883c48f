// What the doctor says of NATS.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Subjects } from '../../src/cluster/subjects.js';
import { readConfigWithoutToken } from '../../src/config/config.js';
import { formatFinding, runCheck } from '../../src/doctor/check.js';
import { expectedOf, judge, natsCheck } from '../../src/doctor/cluster/nats.js';
import { NatsBuses } from '../cluster/nats-buses.js';
import { HAS_NATS_SERVER } from '../support/nats-server.js';

const CONFIGURATION = join(import.meta.dirname, '../../deploy/nats-server.conf');

let buses: NatsBuses;
beforeEach(() => {
	buses = new NatsBuses();
});
afterEach(() => buses.close());

/** The line of the report. */
async function examine(environment: Record<string, string>, hasBot = true): Promise<string> {
	const check = natsCheck(readConfigWithoutToken(environment).cluster, hasBot);
	return check ? formatFinding(check.name, await runCheck(check)) : 'nothing';
}

/** The server of the configuration that is shipped, without its TLS. */
async function permitted() {
	const configuration = await readFile(CONFIGURATION, 'utf8');
	const users = ['BOTH', 'ORIGIN', 'EDGE1', 'EDGE2'];
	const { ports } = await buses.server({
		configuration: configuration.replace(/^tls \{[^}]*\}/m, ''),
		environment: Object.fromEntries(users.map((user) => [`${user}_PASSWORD`, 'pass'])),
	});
	return (user: string, more: Record<string, string> = {}) => ({
		NATS_URL: ports.url,
		NATS_USER: user,
		NATS_PASSWORD: 'pass',
		NATS_INBOX_PREFIX: `_INBOX_${user}`,
		...more,
	});
}

describe.skipIf(!HAS_NATS_SERVER)('the doctor', () => {
	test('says which NATS it reaches, how fast, and that all is as it should be', async () => {
		const as = await permitted();
		const line = (role: string) =>
			new RegExp(
				`^ok   nats: NATS 2\\S+ at 127.0.0.1:\\d+, ROLE=${role}, [\\d.]+ ms there and back, without TLS, on this machine alone, permissions as they should be$`,
			);
		expect(await examine(as('both'))).toMatch(line('both'));
		expect(await examine(as('edge1', { ROLE: 'edge' }), false)).toMatch(line('edge'));
	});

	test('names what a machine is not permitted, and where permissions are', async () => {
		const as = await permitted();
		expect(await examine(as('edge1'))).toMatch(
			/^FAIL nats: .* does not permit what ROLE=both needs: to say podcasts.v1.doctor.audio, to say podcasts.v1.doctor.event, .*and \d+ more: deploy\/nats-server.conf/,
		);
		expect(await examine(as('edge1', { ROLE: 'edge', NATS_INBOX_PREFIX: '_INBOX' }))).toMatch(
			/ROLE=edge needs: to hear _INBOX.doctor: .*NATS_INBOX_PREFIX/,
		);
	});

	test('finds a wrong password, and repeats none', async () => {
		const as = await permitted();
		const line = await examine(as('edge1', { NATS_PASSWORD: 'guessed-secret' }));
		expect(line).toMatch(
			/^FAIL nats: NATS at \S+ refuses the user or the password: correct NATS_USER/,
		);
		expect(line).not.toContain('guessed-secret');
	});

	test('finds no server where there is none, and none with TLS where that is to be', async () => {
		const { ports, port } = await buses.server();
		expect(await examine({ NATS_URL: ports.url.replace('nats', 'tls') })).toMatch(
			/^FAIL nats: NATS is not reached .*: tls:\/\/ is for a server with a certificate/,
		);
		await buses.close();
		expect(await examine({ NATS_URL: `nats://127.0.0.1:${port}` })).toMatch(
			/^FAIL nats: NATS is not reached at 127.0.0.1:\d+ .*: start nats-server there/,
		);
		expect(await examine({})).toBe('nothing');
	});
});

describe('of a NATS on another machine', () => {
	const said = (role: 'both' | 'edge', isTls: boolean, hasPermissions: boolean) => {
		const subjects = new Subjects('podcasts');
		const expected = expectedOf(role, { subjects, inboxPrefix: '_INBOX', hasBot: false });
		const refused = hasPermissions ? expected.forbidden : { publish: [], subscribe: [] };
		const found = { version: '2.9.10', isTls, roundTripMs: 0.4, refused };
		return formatFinding(
			'nats',
			judge(found, { expected, role, hosts: 'n.example', isLocal: false }),
		);
	};

	test('the doctor warns where keys go in the clear', () => {
		expect(said('both', false, true)).toMatch(/^warn .*without TLS: keys .* NATS_URL tls:\/\//);
		expect(said('both', true, true)).toMatch(/^ok .*0.4 ms there and back, TLS, permissions as/);
	});

	test('the doctor warns where an edge may do what origins do', () => {
		expect(said('edge', true, false)).toMatch(
			/^warn .*may speak as if it had the podcasts: deploy/,
		);
		expect(said('both', true, false)).toMatch(/^warn .*may read what others are answered/);
	});
});

// deploy/nats-server.conf, as a NATS server goes by it.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { NatsBus } from '../../src/cluster/nats-bus.js';
import { Subjects } from '../../src/cluster/subjects.js';
import { createAuthority, issueServerCertificate } from '../support/fake-discord/certificates.js';
import { HAS_NATS_SERVER, type NatsServer } from '../support/nats-server.js';
import { until } from '../support/until.js';
import { bytes, NatsBuses, text } from './nats-buses.js';

const CONFIGURATION = join(import.meta.dirname, '../../deploy/nats-server.conf');
const USERS = ['both', 'origin', 'edge1', 'edge2'] as const;
const subjects = new Subjects('podcasts');

describe.skipIf(!HAS_NATS_SERVER)('deploy/nats-server.conf', () => {
	let buses: NatsBuses;
	let server: NatsServer;
	let folder: string;
	let both: NatsBus;
	let origin: NatsBus;
	let edge: NatsBus;
	let otherEdge: NatsBus;

	beforeEach(async () => {
		buses = new NatsBuses();
		folder = await mkdtemp(join(tmpdir(), 'nats-tls-'));
		const authority = createAuthority();
		const certificate = issueServerCertificate(authority.privateKeyPem);
		const file = async (name: string, content: string) => {
			await writeFile(join(folder, name), content);
			return join(folder, name);
		};
		const caFile = await file('ca.pem', authority.certificatePem);
		server = await buses.server({
			configuration: await readFile(CONFIGURATION, 'utf8'),
			environment: {
				...Object.fromEntries(
					USERS.map((user) => [`${user.toUpperCase()}_PASSWORD`, passwordOf(user)]),
				),
				NATS_CERTIFICATE: await file('cert.pem', certificate.certificatePem),
				NATS_KEY: await file('key.pem', certificate.privateKeyPem),
			},
		});
		const servers = [server.ports.url.replace('nats://', 'tls://')];
		[both, origin, edge, otherEdge] = (await Promise.all(
			USERS.map((user) =>
				buses.join({
					servers,
					user,
					password: passwordOf(user),
					caFile,
					inboxPrefix: `_INBOX_${user}`,
				}),
			),
		)) as [NatsBus, NatsBus, NatsBus, NatsBus];
		origin.subscribe(subjects.get('*'), ({ respond }) => respond(bytes('the key')));
		await origin.flush();
	});
	afterEach(async () => {
		await buses.close();
		await rm(folder, { recursive: true, force: true });
	});

	/** What NATS has refused so far. */
	const refused = () =>
		buses.log.flatMap(({ operation, subject }) => (operation ? [`${operation} ${subject}`] : []));

	test('lets an edge hear, ask, and say how many listen', async () => {
		const heard: string[] = [];
		const told: string[] = [];
		for (const subject of [subjects.audio('abcde'), subjects.event('abcde')]) {
			edge.subscribe(subject, ({ data }) => heard.push(text(data)));
		}
		origin.subscribe(subjects.list, ({ respond }) => respond(bytes('all')));
		origin.subscribe(subjects.listeners('*'), ({ data }) => told.push(text(data)));
		await Promise.all([edge.flush(), origin.flush()]);
		origin.publish(subjects.audio('abcde'), bytes('packet'));
		origin.publish(subjects.event('abcde'), bytes('end'));
		edge.publish(subjects.listeners('abcde'), bytes('2'));
		await until(() => [heard, told]).toEqual([['packet', 'end'], ['2']]);
		expect(text(await edge.request(subjects.get('abcde'), bytes(''), 60_000))).toBe('the key');
		origin.subscribe(subjects.beginning('show-harbour'), ({ respond }) =>
			respond(bytes('a piece')),
		);
		await origin.flush();
		for (const asking of [edge, both, origin]) {
			const piece = asking.request(subjects.beginning('show-harbour'), bytes(''), 60_000);
			expect(text(await piece)).toBe('a piece');
		}
		const listed = async () => (await edge.requestMany(subjects.list, bytes(''), 200)).map(text);
		await until(listed).toEqual(['all']);
		expect(refused()).toEqual([]);
	});

	test('lets bots tell one another of opt-outs, and take turns', async () => {
		const heard: string[] = [];
		both.subscribe(subjects.privacy, ({ data }) => heard.push(text(data)));
		both.subscribe(subjects.privacyGet, ({ respond }) => respond(bytes('all choices')));
		both.subscribe(subjects.identify(0), ({ respond }) => respond(bytes('go')));
		await both.flush();
		both.publish(subjects.privacy, bytes('out'));
		await until(() => heard).toEqual(['out']);
		for (const [subject, answer] of [
			[subjects.privacyGet, 'all choices'],
			[subjects.identify(0), 'go'],
		] as const) {
			expect(text(await both.request(subject, bytes(''), 60_000))).toBe(answer);
		}
		expect(refused()).toEqual([]);
	});

	test('lets no edge speak for an origin, or to a bot', async () => {
		const heard: string[] = [];
		for (const subject of [
			...[subjects.audio('abcde'), subjects.event('abcde'), subjects.privacy],
			...[subjects.privacyGet, subjects.identify(0), '_INBOX_edge2.forged'],
		]) {
			(subject.startsWith('_INBOX') ? otherEdge : both).subscribe(subject, () =>
				heard.push(subject),
			);
		}
		await Promise.all([both.flush(), otherEdge.flush()]);
		const forged = [
			...[subjects.audio('abcde'), subjects.event('abcde'), subjects.privacy],
			...[subjects.privacyGet, subjects.identify(0), '_INBOX_edge2.forged'],
		];
		for (const subject of forged) {
			edge.publish(subject, bytes('forged'));
		}
		await until(refused).toEqual(forged.map((subject) => `publish ${subject}`));
		await Promise.all([both.flush(), otherEdge.flush()]);
		expect(heard).toEqual([]);
	});

	test('lets no edge read what others ask and are answered', async () => {
		const read: string[] = [];
		const curious = [
			...['>', '_INBOX.>', '_INBOX_edge2.>', '_INBOX_both.>', subjects.get('*')],
			...[subjects.beginning('*'), subjects.listeners('*'), 'podcasts.v1.>', subjects.privacy],
		];
		for (const subject of curious) {
			edge.subscribe(subject, ({ subject: heard }) => read.push(heard));
		}
		await until(() => refused()).toEqual(curious.map((subject) => `subscription ${subject}`));
		expect(text(await otherEdge.request(subjects.get('abcde'), bytes(''), 60_000))).toBe('the key');
		await edge.flush();
		expect(read).toEqual([]);
	});

	test('knows nobody else, and nobody without TLS', async () => {
		await buses.open({
			servers: [server.ports.url.replace('nats://', 'tls://')],
			user: 'edge1',
			password: passwordOf('edge2'),
			caFile: join(folder, 'ca.pem'),
		});
		await until(() => buses.said(/refuses the user or the password/).length).toBe(1);
		// What checks no certificate is not let in to where one is to be checked.
		const unchecked = await buses.open({ servers: [server.ports.url], user: 'edge1' });
		await until(() => buses.said(/is not reached/).length).toBe(1);
		expect(unchecked.isConnected).toBe(false);
	});
});

function passwordOf(user: string): string {
	return `of-${user}-1234`;
}

// The files of deploy/scaling, as the programs read them that they are for.
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { SETTING_NAMES } from '../../../src/config/config.js';
import {
	createAuthority,
	issueServerCertificate,
} from '../../support/fake-discord/certificates.js';
import { hasTools } from '../../support/tools.js';
import { makeFolder, ROOT, run } from './fresh-clone.js';

const SCALING = join(ROOT, 'deploy/scaling');

const STUDIO = {
	STUDIO: 'studio.example.org',
	DOMAIN: 'radio.example.org',
	DISCORD_TOKEN: 'a.b.c',
};

interface ComposeService {
	environment: Record<string, string>;
	command?: string[];
	ports?: string[];
	volumes?: string[];
	stop_grace_period?: string;
}

/** The services of one machine. */
async function machine(profile: string, variables: Record<string, string>) {
	const folder = makeFolder('scaling');
	onTestFinished(folder.remove);
	const file = join(SCALING, 'compose.yaml');
	const environment = { PATH: process.env.PATH, ...variables };
	const text = await run(['docker-compose', '--profile', profile, '-f', file, 'config'], {
		cwd: folder.path,
		environment,
	});
	const read = join(folder.path, 'compose.yaml');
	writeFileSync(read, text);
	const script = 'import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin), sys.stdout)';
	const json = await run(['sh', '-c', `python3 -c '${script}' < ${read}`]);
	const services = JSON.parse(json).services as Record<
		string,
		ComposeService & { profiles: string[] }
	>;
	return Object.fromEntries(
		Object.entries(services).filter(([, { profiles }]) => profiles.includes(profile)),
	);
}

describe.runIf(hasTools('docker-compose'))('deploy/scaling/compose.yaml', () => {
	test('has one file for a studio and for edges, that know NATS as its accounts want', async () => {
		const studio = await machine('studio', { ...STUDIO, BOTH_PASSWORD: 'p' });
		expect(Object.keys(studio).sort()).toEqual(['bot', 'caddy', 'nats']);
		expect(studio.bot?.environment).toMatchObject({
			NATS_URL: 'tls://studio.example.org:4222',
			NATS_USER: 'both',
			NATS_PASSWORD: 'p',
			NATS_INBOX_PREFIX: '_INBOX_both',
		});
		const edge = await machine('edge', { ...STUDIO, EDGE: 'edge2', EDGE_PASSWORD: 'q' });
		expect(Object.keys(edge)).toEqual(['edge']);
		expect(edge.edge).toMatchObject({
			command: ['server'],
			ports: ['127.0.0.1:5050:5050/tcp'],
			environment: { ROLE: 'edge', NATS_USER: 'edge2', NATS_INBOX_PREFIX: '_INBOX_edge2' },
		});
		for (const { environment } of [studio.bot, edge.edge] as ComposeService[]) {
			const names = Object.keys(environment).filter((name) => name !== 'DOMAIN');
			expect(names.filter((name) => !SETTING_NAMES.includes(name))).toEqual([]);
		}
	});

	test('mounts nothing that is not there, but certificates', async () => {
		const services = Object.values(await machine('studio', STUDIO));
		const mounted = services.flatMap(({ volumes = [] }) =>
			volumes.map((line) => line.split(':')[0] ?? ''),
		);
		const files = mounted.filter((name) => name.startsWith('/') && !name.includes('/certs'));
		expect(files).toHaveLength(2);
		expect(files.filter((name) => !existsSync(name))).toEqual([]);
	});
});

describe.runIf(hasTools('caddy'))('Caddy', () => {
	test('takes deploy/scaling/Caddyfile: listeners to edges, all else to the studio', async () => {
		const command = ['caddy', 'adapt', '--adapter', 'caddyfile', '--config'] as const;
		const text = await run([...command, join(SCALING, 'Caddyfile')], {
			environment: {
				...process.env,
				DOMAIN: 'radio.example.org',
				EDGES: '10.0.0.2:5050 10.0.0.3:5050',
				STUDIO: 'bot:5050',
			},
		});
		const dials = [...text.matchAll(/"dial":"([^"]+)"/g)].map(([, dial]) => dial);
		const edges = ['10.0.0.2:5050', '10.0.0.3:5050'];
		expect(dials).toEqual([...edges, ...edges, ...edges, 'bot:5050']);
		expect(text).toContain('"/p/*"');
		expect(text).toContain('"/s/*/live.mp3"');
	});
});

describe.runIf(hasTools('nginx'))('nginx', () => {
	test('takes deploy/scaling/nginx.conf', async () => {
		const folder = makeFolder('nginx');
		onTestFinished(folder.remove);
		const { certificatePem, privateKeyPem } = issueServerCertificate(
			createAuthority().privateKeyPem,
		);
		const certificateFile = join(folder.path, 'certificate.pem');
		const keyFile = join(folder.path, 'key.pem');
		writeFileSync(certificateFile, certificatePem);
		writeFileSync(keyFile, privateKeyPem, { mode: 0o600 });
		const text = readFileSync(join(SCALING, 'nginx.conf'), 'utf8')
			.replace(/ssl_certificate \S+;/, `ssl_certificate ${certificateFile};`)
			.replace(/ssl_certificate_key \S+;/, `ssl_certificate_key ${keyFile};`);
		const file = join(folder.path, 'nginx.conf');
		const log = `error_log ${join(folder.path, 'error.log')}; pid ${join(folder.path, 'pid')};`;
		writeFileSync(file, `${log}\nevents {}\nhttp {\naccess_log off;\n${text}\n}\n`);
		await run(['nginx', '-t', '-q', '-c', file, '-p', folder.path]);
	});
});

describe.runIf(hasTools('systemd-analyze'))('systemd', () => {
	test('has nothing to say against an edge', async () => {
		const folder = makeFolder('units');
		onTestFinished(folder.remove);
		const unit = join(folder.path, 'discord-podcasts.service');
		copyFileSync(join(ROOT, 'deploy/discord-podcasts.service'), unit);
		mkdirSync(`${unit}.d`);
		copyFileSync(join(SCALING, 'edge.conf'), join(`${unit}.d`, 'edge.conf'));
		expect(await run(['systemd-analyze', 'verify', '--man=no', unit])).toBe('');
	});
});

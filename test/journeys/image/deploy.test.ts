// The files of deploy and compose.yaml, as the programs read them that they are for.
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { SETTING_NAMES } from '../../../src/config/config.js';
import { hasTools } from '../../support/tools.js';
import { setUp, startProgram } from '../program/restart-scene.js';
import { makeFolder, ROOT, run } from './fresh-clone.js';

const DEPLOY = join(ROOT, 'deploy');
const DASHBOARD = 'deploy/grafana/dashboards/podcasts.json';
const ALERTS = 'deploy/prometheus/alerts.yml';

/** What compose.yaml is read with. */
interface ComposeService {
	environment?: Record<string, string | null>;
	profiles?: string[];
	ports?: string[];
	volumes?: string[];
	[key: string]: unknown;
}

function readProjectFile(name: string): string {
	return readFileSync(join(ROOT, name), 'utf8');
}

/** All services, as they are with these variables. */
async function compose(variables: Record<string, string> = {}) {
	const profiles = ['--profile', 'public', '--profile', 'metrics'];
	const command = [
		'docker-compose',
		...profiles,
		'-f',
		join(ROOT, 'compose.yaml'),
		'config',
	] as const;
	const { PATH } = process.env;
	const folder = makeFolder('compose');
	onTestFinished(folder.remove);
	const text = await run(command, { cwd: folder.path, environment: { PATH, ...variables } });
	const script = 'import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin), sys.stdout)';
	const file = join(folder.path, 'compose.yaml');
	writeFileSync(file, text);
	const json = await run(['sh', '-c', `python3 -c '${script}' < ${file}`]);
	return JSON.parse(json).services as Record<string, ComposeService>;
}

describe.runIf(hasTools('docker-compose'))('compose.yaml', () => {
	test('starts the bot alone, and the others where they are asked for', async () => {
		const services = await compose();
		const profiles = Object.entries(services).map(([name, { profiles }]) => [name, profiles]);
		expect(Object.fromEntries(profiles)).toEqual({
			bot: undefined,
			caddy: ['public'],
			prometheus: ['metrics'],
			grafana: ['metrics'],
		});
	});

	test('lets the bot have no more than it needs, and this computer alone to it', async () => {
		const { bot } = await compose();
		expect(bot).toMatchObject({
			read_only: true,
			cap_drop: ['ALL'],
			security_opt: ['no-new-privileges:true'],
			restart: 'unless-stopped',
			ports: ['127.0.0.1:5050:5050/tcp'],
			volumes: ['data:/data:rw'],
		});
		const { bot: open } = await compose({ PUBLISH: '0.0.0.0:80' });
		expect(open?.ports).toEqual(['0.0.0.0:80:5050/tcp']);
	});

	test('passes on every setting but those that the image itself has', async () => {
		const { bot } = await compose({ DISCORD_TOKEN: 'a.b.c', LOG_LEVEL: 'warn' });
		const ofImage = ['HOST', 'PORT', 'DATA_DIR'];
		const names = SETTING_NAMES.filter((name) => !ofImage.includes(name));
		expect(Object.keys(bot?.environment ?? {}).sort()).toEqual([...names, 'DOMAIN'].sort());
		expect(bot?.environment).toMatchObject({ DISCORD_TOKEN: 'a.b.c', LOG_LEVEL: 'warn' });
	});

	test('mounts nothing that is not there', async () => {
		const services = Object.values(await compose());
		const mounted = services.flatMap(({ volumes = [] }) =>
			volumes.map((line) => line.split(':')[0]),
		);
		const files = mounted.filter((name) => name?.startsWith('/'));
		expect(files).toHaveLength(4);
		expect(files.filter((name) => !existsSync(name ?? ''))).toEqual([]);
	});
});

describe.runIf(hasTools('caddy'))('Caddy', () => {
	test('takes deploy/compose.Caddyfile for any domain', async () => {
		const command = ['caddy', 'adapt', '--adapter', 'caddyfile', '--config'] as const;
		const text = await run([...command, join(DEPLOY, 'compose.Caddyfile')], {
			environment: { ...process.env, DOMAIN: 'radio.example.org' },
		});
		const [server] = Object.values(JSON.parse(text).apps.http.servers);
		expect(server).toMatchObject({
			listen: [':443'],
			routes: [{ match: [{ host: ['radio.example.org'] }] }],
		});
		expect(text).toContain('"dial":"bot:5050"');
	});
});

/** The names of all metrics in a query. */
function metricsIn(query: string): string[] {
	return query.match(/\bpodcast_[a-z\d_]+/g) ?? [];
}

/** Everything that the dashboard asks for, as Grafana sends it. */
function dashboardQueries(): string[] {
	const { annotations, panels } = JSON.parse(readProjectFile(DASHBOARD));
	const targets = panels.flatMap((panel: { targets: { expr: string }[] }) => panel.targets);
	return [...annotations.list, ...targets].map(({ expr }) =>
		expr.replaceAll('$__rate_interval', '1m'),
	);
}

describe('the dashboard and the alerts', () => {
	test('ask for nothing that GET /metrics does not print', async () => {
		// Its server's process is counted, too.
		const { serverUrl } = await startProgram(await setUp(), { SERVER_PROCESSES: '1' });
		const metrics = await (await fetch(`${serverUrl}/metrics`)).text();
		const printed = new Set<string>();
		for (const [, name = '', kind] of metrics.matchAll(/^# TYPE (\S+) (\S+)$/gm)) {
			const endings = kind === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
			for (const ending of endings) {
				printed.add(name + ending);
			}
		}
		const asked = [...dashboardQueries(), readProjectFile(ALERTS)].flatMap(metricsIn);
		expect(asked.length).toBeGreaterThan(20);
		expect([...new Set(asked)].filter((name) => !printed.has(name))).toEqual([]);
	});

	test('have panels that do not lie on each other', () => {
		const { panels } = JSON.parse(readProjectFile(DASHBOARD));
		const taken = new Set<string>();
		for (const { gridPos, title } of panels) {
			for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
				for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
					expect(taken.has(`${x},${y}`), title).toBe(false);
					taken.add(`${x},${y}`);
				}
			}
		}
	});
});

describe.runIf(hasTools('promtool'))('Prometheus', () => {
	test('takes its configuration and our alerts', async () => {
		const folder = makeFolder('prometheus');
		onTestFinished(folder.remove);
		mkdirSync(join(folder.path, 'etc'));
		const token = join(folder.path, 'metrics-token');
		writeFileSync(token, 'secret');
		copyFileSync(join(ROOT, ALERTS), join(folder.path, 'alerts.yml'));
		const config = readProjectFile('deploy/prometheus/prometheus.yml');
		const file = join(folder.path, 'prometheus.yml');
		writeFileSync(file, config.replace('/tmp/metrics-token', token));
		await run(['promtool', 'check', 'config', '--lint=all', '--lint-fatal', file]);
	});

	test('understands every query of the dashboard', async () => {
		const folder = makeFolder('queries');
		onTestFinished(folder.remove);
		const rules = dashboardQueries().map((expr, index) => ({ record: `query_${index}`, expr }));
		const file = join(folder.path, 'rules.yml');
		// YAML contains JSON.
		writeFileSync(file, JSON.stringify({ groups: [{ name: 'dashboard', rules }] }));
		expect(await run(['promtool', 'check', 'rules', file])).toContain(
			`${rules.length} rules found`,
		);
	});
});

describe.runIf(hasTools('systemd-analyze'))('systemd', () => {
	const unit = join(DEPLOY, 'discord-podcasts.service');

	test('has nothing to say against deploy/discord-podcasts.service', async () => {
		expect(await run(['systemd-analyze', 'verify', '--man=no', unit])).toBe('');
	});

	test('holds the service for safe: an exposure of at most 2.5', async () => {
		const command = ['systemd-analyze', 'security', '--offline=true', '--no-pager', unit] as const;
		const [, exposure] = /Overall exposure level for \S+: (\S+)/.exec(await run(command)) ?? [];
		expect(Number(exposure)).toBeLessThanOrEqual(2.5);
	});
});

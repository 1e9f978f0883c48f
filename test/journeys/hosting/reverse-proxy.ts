// The reverse proxies that people put in front: Debian's nginx and Caddy, set up as `deploy` shows.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { until } from '../../support/until.js';
import { DOMAIN, type Domain } from './domain.js';

const DEPLOY = join(import.meta.dirname, '../../../deploy');

/** What stands between, and where. */
export interface ProxySetup {
	domain: Domain;
	/** Port with TLS. */
	port: number;
	/** Port of the podcast server. */
	upstreamPort: number;
}

/** A kind of proxy, and how it is set up. */
export interface ProxyKind {
	name: string;
	/** Whether websockets get through. */
	passesWebsockets: boolean;
	/** Writes the configuration; resolves with the command that runs it in the foreground. */
	configure(setup: ProxySetup): { command: string[]; environment?: Record<string, string> };
}

/** As `deploy/Caddyfile` has it, with the test's certificate and ports. */
export const CADDY: ProxyKind = {
	name: 'Caddy as in deploy/Caddyfile',
	passesWebsockets: true,
	configure({ domain, port, upstreamPort }) {
		const tls = `tls ${domain.certificateFile} ${domain.keyFile}`;
		const shown = replaceEach(readDeployed('Caddyfile'), [
			[`${DOMAIN} {`, `${DOMAIN}:${port} {\n\tbind 127.0.0.1\n\t${tls}`],
			['127.0.0.1:5050', `127.0.0.1:${upstreamPort}`],
		]);
		// Caddy waits for connections that never end, until its service manager kills it.
		const options = '{\n\tadmin off\n\tauto_https disable_redirects\n\tgrace_period 1s\n}\n';
		const file = write(domain, 'Caddyfile', options + shown);
		return {
			command: ['caddy', 'run', '--config', file, '--adapter', 'caddyfile'],
			environment: { HOME: domain.folder },
		};
	},
};

/** As `deploy/nginx.conf` has it, with the test's certificate and ports. */
export const NGINX: ProxyKind = {
	name: 'nginx as in deploy/nginx.conf',
	passesWebsockets: true,
	configure: (setup) =>
		configureNginx(
			setup,
			replaceEach(readDeployed('nginx.conf'), [
				['listen 443 ssl', `listen 127.0.0.1:${setup.port} ssl`],
				[`/etc/letsencrypt/live/${DOMAIN}/fullchain.pem`, setup.domain.certificateFile],
				[`/etc/letsencrypt/live/${DOMAIN}/privkey.pem`, setup.domain.keyFile],
				['127.0.0.1:5050', `127.0.0.1:${setup.upstreamPort}`],
			]),
		),
};

/** With nothing set but where to: HTTP/1.0 behind it, buffers on, no upgrades, another `Host`. */
export const BARE_NGINX: ProxyKind = {
	name: 'nginx with its defaults',
	passesWebsockets: false,
	configure: (setup) =>
		configureNginx(
			setup,
			`server {
	listen 127.0.0.1:${setup.port} ssl;
	server_name ${DOMAIN};
	ssl_certificate ${setup.domain.certificateFile};
	ssl_certificate_key ${setup.domain.keyFile};
	location / {
		proxy_pass http://127.0.0.1:${setup.upstreamPort};
	}
}
`,
		),
};

/** A proxy that runs until the test is over. */
export class ReverseProxy {
	readonly #kind: ProxyKind;
	readonly #setup: ProxySetup;
	#process: ChildProcess | undefined;

	/** Starts it; resolves when it takes connections. */
	static async start(kind: ProxyKind, setup: ProxySetup): Promise<ReverseProxy> {
		const proxy = new ReverseProxy(kind, setup);
		onTestFinished(() => proxy.stop());
		await proxy.#run();
		return proxy;
	}

	private constructor(kind: ProxyKind, setup: ProxySetup) {
		this.#kind = kind;
		this.#setup = setup;
	}

	/** Stops it and starts it anew: every connection through it is cut. */
	async restart(): Promise<void> {
		await this.stop();
		await this.#run();
	}

	/** Stops it; harmless when it is stopped. */
	async stop(): Promise<void> {
		const child = this.#process;
		this.#process = undefined;
		if (child && child.exitCode === null && child.signalCode === null) {
			child.kill('SIGTERM');
			await once(child, 'exit');
		}
	}

	async #run(): Promise<void> {
		const { command, environment } = this.#kind.configure(this.#setup);
		const [program = '', ...args] = command;
		const { PATH = '' } = process.env;
		const child = spawn(program, args, {
			env: { PATH, ...environment },
			stdio: ['ignore', 'ignore', 'pipe'],
		});
		this.#process = child;
		let log = '';
		child.stderr.setEncoding('utf8').on('data', (text: string) => {
			log += text;
		});
		await until(() => isListening(this.#setup.port), { message: log }).toBe(true);
	}
}

function configureNginx({ domain }: ProxySetup, server: string) {
	const folder = join(domain.folder, 'nginx');
	mkdirSync(folder, { recursive: true });
	const file = write(
		domain,
		'nginx.conf',
		`daemon off;
pid ${folder}/nginx.pid;
error_log stderr;
events {}
http {
	access_log off;
	client_body_temp_path ${folder}/body;
	proxy_temp_path ${folder}/proxy;
	fastcgi_temp_path ${folder}/fastcgi;
	uwsgi_temp_path ${folder}/uwsgi;
	scgi_temp_path ${folder}/scgi;
	${server}
}
`,
	);
	return { command: ['nginx', '-p', folder, '-c', file] };
}

function readDeployed(name: string): string {
	return readFileSync(join(DEPLOY, name), 'utf8');
}

/** Puts the test's values in; each of the file's must be there, or the test would try another file. */
function replaceEach(text: string, changes: readonly (readonly [string, string])[]): string {
	return changes.reduce((changed, [from, to]) => {
		expect(changed).toContain(from);
		return changed.replaceAll(from, to);
	}, text);
}

function write({ folder }: Domain, name: string, content: string): string {
	const file = join(folder, name);
	writeFileSync(file, content);
	return file;
}

function isListening(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connect(port, '127.0.0.1');
		socket.once('connect', () => {
			socket.destroy();
			resolve(true);
		});
		socket.once('error', () => resolve(false));
	});
}

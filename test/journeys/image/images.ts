// Images built by buildah without a registry: the base is made of Debian and npm's packages.
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasTools, passOver } from '../../support/tools.js';
import { makeFolder, run } from './fresh-clone.js';

/** The name by which our Dockerfile asks for its base. */
const BASE = 'docker.io/library/node:24-bookworm-slim';

/** The base is kept here from run to run; a folder that is removed is made anew. */
const CACHE = process.env.IMAGE_CACHE_DIR ?? join(tmpdir(), 'discord-podcasts-images');

const STORE = ['--root', join(CACHE, 'store'), '--runroot', join(CACHE, 'run')];

/** How Node calls this processor, and npm's packages with Node's program do. */
const PROCESSOR = process.arch;

/** What an image says of how it is run. */
export interface ImageConfig {
	Cmd: string[];
	Entrypoint: string[];
	Env: string[];
	Healthcheck: { Test: string[] };
	Labels: Record<string, string>;
	User: string;
	Volumes: Record<string, unknown>;
	WorkingDir: string;
}

/** An image, mounted. */
export interface MountedImage {
	config: ImageConfig;
	/** Where its root is on this machine. */
	root: string;
}

/** Whether images can be made here; a line says why, where they cannot. */
export function canMakeImages(): boolean {
	if (!hasTools('buildah', 'debootstrap', 'unshare')) {
		return false;
	}
	if (process.getuid?.() !== 0) {
		return passOver('Only root can build images here');
	}
	return true;
}

function buildah(...parameters: string[]): Promise<string> {
	return run(['buildah', ...STORE, ...parameters]);
}

/** Makes the base where it is not there. */
export async function prepareBase(): Promise<void> {
	mkdirSync(CACHE, { recursive: true });
	if ((await buildah('images', '--quiet', '--filter', `reference=${BASE}`)).trim() !== '') {
		return;
	}
	const folder = makeFolder('base-image');
	try {
		const root = join(folder.path, 'root');
		await run(['debootstrap', '--variant=minbase', 'bookworm', root]);
		await addNode(root, folder.path);
		const container = (await buildah('from', 'scratch')).trim();
		await buildah('add', '--quiet', container, root, '/');
		const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
		await buildah('config', '--env', `PATH=${path}`, '--cmd', 'node', container);
		await buildah('commit', '--quiet', '--rm', '--format', 'docker', container, BASE);
	} finally {
		folder.remove();
	}
}

/** Node, npm and the user `node`, where the official image has them. */
async function addNode(root: string, folder: string): Promise<void> {
	for (const name of [`node-linux-${PROCESSOR}@24`, 'npm@11']) {
		await run(['npm', 'pack', '--silent', name], { cwd: folder });
	}
	const [node = '', npm = ''] = readdirSync(folder)
		.filter((name) => name.endsWith('.tgz'))
		.sort();
	const modules = join(root, 'usr/local/lib/node_modules');
	mkdirSync(modules, { recursive: true });
	for (const [archive, inside] of [
		[node, 'package/bin/node'],
		[npm, 'package'],
	] as const) {
		await run(['tar', 'xzf', archive, '--no-same-owner', inside], { cwd: folder });
	}
	copyFileSync(join(folder, 'package/bin/node'), join(root, 'usr/local/bin/node'));
	cpSync(join(folder, 'package'), join(modules, 'npm'), {
		recursive: true,
		filter: (path) => !path.endsWith('/package/bin/node'),
	});
	for (const name of ['npm', 'npx']) {
		const program = `../lib/node_modules/npm/bin/${name}-cli.js`;
		await symlink(program, join(root, 'usr/local/bin', name));
	}
	await run(['chroot', root, 'groupadd', '--gid', '1000', 'node']);
	await run(['chroot', root, 'useradd', '--uid', '1000', '--gid', 'node', '-m', 'node']);
	// What runs a container makes this file.
	writeFileSync(join(root, 'etc/hosts'), '127.0.0.1 localhost\n');
	await trustWhatNpmTrusts(root);
}

/** Where this machine reaches its registry by an authority of its own, so does the build. */
async function trustWhatNpmTrusts(root: string): Promise<void> {
	const file = (await run(['npm', 'config', 'get', 'cafile'])).trim();
	if (existsSync(file)) {
		mkdirSync(join(root, 'usr/local/etc'), { recursive: true });
		copyFileSync(file, join(root, 'usr/local/etc/authorities.pem'));
		writeFileSync(join(root, 'usr/local/etc/npmrc'), 'cafile=/usr/local/etc/authorities.pem\n');
	}
}

/** Builds our Dockerfile as `docker build` does. */
export async function buildImage(tag: string, context: string, ...args: string[]): Promise<void> {
	const buildArgs = args.flatMap((arg) => ['--build-arg', arg]);
	const how = ['--isolation', 'chroot', '--pull-never', '--layers', '--format', 'docker'];
	await buildah('bud', '--quiet', ...how, ...buildArgs, '--tag', tag, context);
}

/** Mounts an image of ours, or the base. */
export async function mountImage(tag: string = BASE): Promise<MountedImage> {
	const container = (await buildah('from', '--pull-never', tag)).trim();
	const root = (await buildah('mount', container)).trim();
	const { Docker } = JSON.parse(await buildah('inspect', '--type', 'image', tag));
	return { config: Docker.config, root };
}

/** Bytes that an image takes on its way from a registry. */
export async function compressedBytes(tag: string): Promise<number> {
	const folder = makeFolder('pushed');
	try {
		await buildah('push', '--quiet', tag, `dir:${folder.path}`);
		return Number((await run(['du', '-sb', folder.path])).split('\t')[0]);
	} finally {
		folder.remove();
	}
}

/** Removes all that was built, and leaves the base for the next run. */
export async function removeImages(): Promise<void> {
	await buildah('rm', '--all');
	const base = (await buildah('images', '--quiet', '--no-trunc', BASE)).trim();
	const all = (await buildah('images', '--quiet', '--no-trunc', '--all')).split('\n');
	const built = [...new Set(all)].filter((id) => id !== '' && id !== base);
	if (built.length > 0) {
		await buildah('rmi', '--force', ...built);
	}
}

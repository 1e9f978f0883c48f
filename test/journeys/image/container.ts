// A container of an image: its processes are their own, its root cannot be written to.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { findAuthorityFiles } from '../../support/fake-discord/authority.js';
import { findPort } from '../hosting/ports.js';
import type { ChildProgram } from '../program/child-program.js';
import { type RestartScene, startProgram } from '../program/restart-scene.js';
import { makeFolder } from './fresh-clone.js';
import type { MountedImage } from './images.js';

/** Mounts what Docker mounts, then becomes the program, which is process 1 as it is there. */
const SCRIPT = `set -e
mount --bind "$CONTAINER_ROOT" "$CONTAINER_ROOT"
mount --bind "$CONTAINER_DATA" "$CONTAINER_ROOT/data"
mount --bind "$CONTAINER_FILES" "$CONTAINER_ROOT/mnt"
mount -t proc proc "$CONTAINER_ROOT/proc"
mount --rbind /dev "$CONTAINER_ROOT/dev"
mount -o remount,bind,ro "$CONTAINER_ROOT"
exec chroot "$CONTAINER_ROOT" setpriv --reuid "\${CONTAINER_USER%:*}" \\
	--regid "\${CONTAINER_USER#*:}" --clear-groups --pdeathsig KILL \\
	env -C "$CONTAINER_FOLDER" "$@"`;

const OWN_NAMESPACES = ['--mount', '--pid', '--fork', '--kill-child', '--propagation', 'private'];

/** A container that runs. */
export interface Container {
	program: ChildProgram;
	serverUrl: string;
	/** Runs what Docker runs to see whether it is well. */
	healthCheck(): { status: number | null; output: string };
	/** As `docker stop` does; resolves with the program's exit code. */
	stop(): Promise<number | null>;
}

/** Makes a new volume for `/data`, which takes over what the image has there. */
export function makeVolume(image: MountedImage): string {
	const folder = makeFolder('volume');
	onTestFinished(folder.remove);
	const { gid, mode, uid } = statSync(join(image.root, 'data'));
	const volume = join(folder.path, 'data');
	mkdirSync(volume);
	chmodSync(volume, mode);
	chownSync(volume, uid, gid);
	return volume;
}

/**
 * Starts the bot on a scene, logged in.
 *
 * @param options.user - as `docker run --user` takes it; default the image's own
 */
export async function startContainer(
	image: MountedImage,
	options: {
		scene: RestartScene;
		volume: string;
		user?: string;
		settings?: Record<string, string>;
	},
): Promise<Container> {
	const { config, root } = image;
	const { scene, volume, user = config.User } = options;
	const files = makeFolder('mounted');
	onTestFinished(files.remove);
	chmodSync(files.path, 0o755);
	copyFileSync(findAuthorityFiles().caFile, join(files.path, 'ca.pem'));
	const environment = {
		...Object.fromEntries(config.Env.map((line) => line.split(/=(.*)/s).slice(0, 2))),
		PORT: String(await findPort()),
		NODE_EXTRA_CA_CERTS: '/mnt/ca.pem',
		...options.settings,
		CONTAINER_ROOT: root,
		CONTAINER_DATA: volume,
		CONTAINER_FILES: files.path,
		CONTAINER_USER: user,
		CONTAINER_FOLDER: config.WorkingDir,
	};
	const inside = ['sh', '-c', SCRIPT, 'sh', ...config.Entrypoint, ...config.Cmd];
	const { program, serverUrl } = await startProgram(scene, environment, {
		command: ['unshare', ...OWN_NAMESPACES, ...inside],
	});
	return {
		program,
		serverUrl,
		healthCheck() {
			const [, ...command] = config.Healthcheck.Test;
			const [uid = '', gid = ''] = user.split(':');
			const enter = ['--target', String(program.innerPid), '--root', '--wd', '--pid'];
			enter.push('--setuid', uid, '--setgid', gid);
			const { status, stderr, stdout } = spawnSync('nsenter', [...enter, ...command], {
				encoding: 'utf8',
				env: environment,
			});
			return { status, output: stdout + stderr };
		},
		async stop() {
			execFileSync('kill', ['-TERM', String(program.innerPid)]);
			return (await program.exit).code;
		},
	};
}

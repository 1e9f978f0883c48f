// A server with a library whose episodes are real sound, on a clock that the test steps.
import { writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { PodcastServer, type PodcastServerOptions } from '../../../src/server/podcast-server.js';
import type { EpisodeManifest } from '../../../src/store/episode-manifest.js';
import { LibraryFixture } from '../../episodes/library-fixture.js';

/** An answer with all of its body. */
export interface Answer {
	status: number;
	headers: Record<string, string | undefined>;
	body: Buffer;
	/** Whether it has come to its end. */
	isWhole: boolean;
}

/** A library and its server. */
export class EpisodeFixture extends LibraryFixture {
	server!: PodcastServer;

	async serve(options: Partial<PodcastServerOptions> = {}): Promise<void> {
		this.server = await PodcastServer.start({
			host: '127.0.0.1',
			port: 0,
			clients: new Map(),
			clock: this.clock,
			logger: pino({ level: 'silent' }),
			episodes: this.library,
			limits: { headersTimeoutMs: 600_000, requestTimeoutMs: 600_000 },
			...options,
		});
		onTestFinished(() => this.server.close());
	}

	/** Puts sound where the tracks of an episode are. */
	record(manifest: EpisodeManifest, sounds: readonly Uint8Array[]): void {
		for (const [index, sound] of sounds.entries()) {
			writeFileSync(this.folder(manifest.id).trackFile(index + 1), sound);
		}
	}

	/** NOTE: `fetch` adds headers of its own to some conditions. */
	ask(
		path: string,
		{ method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {},
	): Promise<Answer> {
		return new Promise((resolve, reject) => {
			const asked = request(`${this.server.url}${path}`, { method, headers }, (response) => {
				const chunks: Buffer[] = [];
				const end = () =>
					resolve({
						status: response.statusCode ?? 0,
						headers: response.headers as Record<string, string>,
						body: Buffer.concat(chunks),
						isWhole: response.complete,
					});
				response.on('data', (chunk: Buffer) => chunks.push(chunk));
				response.on('error', () => {});
				response.on('close', end);
			});
			asked.on('error', reject);
			asked.end();
		});
	}
}

/** The code of an answer that is an error. */
export function codeOf({ body }: Answer): string {
	return (JSON.parse(body.toString()) as { error: { code: string } }).error.code;
}

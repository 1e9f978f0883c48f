// Which messages say that a podcast is played, in a file that outlives the process.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { z } from 'zod';
import { replaceFile } from '../data-file.js';

/** Name of the file in the data folder. */
const FILE_NAME = 'listening.json';

const snowflake = z.string().regex(/^\d{17,20}$/);

const panelShape = z.object({ channelId: snowflake, messageId: snowflake, title: z.string() });

const fileShape = z.object({ version: z.literal(1), panels: z.array(panelShape) });

/** A message as the memory has it. */
export type RememberedPanel = z.infer<typeof panelShape>;

/** A file that cannot be read or written costs the memory, nothing that is played. */
export class ListeningMemory {
	readonly #file: string;
	readonly #logger: Logger;
	/** By message id. */
	readonly #panels = new Map<string, RememberedPanel>();
	#writing: Promise<void> = Promise.resolve();
	#isFailureTold = false;

	/** @param options.folder - made where it is not there */
	constructor({ folder, logger }: { folder: string; logger: Logger }) {
		this.#file = join(folder, FILE_NAME);
		this.#logger = logger;
	}

	/** Reads which messages an earlier process has left. */
	async open(): Promise<RememberedPanel[]> {
		try {
			const content = await readFile(this.#file, 'utf8');
			const { panels } = fileShape.parse(JSON.parse(content));
			for (const panel of panels) {
				this.#panels.set(panel.messageId, panel);
			}
			return panels;
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
				this.#tellFailure(error);
			}
			return [];
		}
	}

	/** Remembers a message that says so; resolves when it is in the file. */
	put(panel: RememberedPanel): Promise<void> {
		this.#panels.set(panel.messageId, panel);
		return this.#write();
	}

	/** Forgets a message that says so no more. */
	async remove(messageId: string): Promise<void> {
		if (this.#panels.delete(messageId)) {
			await this.#write();
		}
	}

	#write(): Promise<void> {
		this.#writing = this.#writing.then(async () => {
			const panels = [...this.#panels.values()];
			try {
				await replaceFile(this.#file, JSON.stringify({ version: 1, panels }));
			} catch (error) {
				this.#tellFailure(error);
			}
		});
		return this.#writing;
	}

	#tellFailure(error: unknown): void {
		if (!this.#isFailureTold) {
			this.#isFailureTold = true;
			this.#logger.warn(
				{ file: this.#file, err: error },
				'What is played cannot be remembered for a restart: check DATA_DIR',
			);
		}
	}
}

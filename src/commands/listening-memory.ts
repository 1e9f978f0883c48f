// Which messages say that a podcast is played, in a file that outlives the process.
import { join } from 'node:path';
import type { Logger } from 'pino';
import { z } from 'zod';
import { JsonFile } from '../store/json-file.js';

/** Name of the file in the data folder. */
const FILE_NAME = 'listening.json';

const snowflake = z.string().regex(/^\d{17,20}$/);

const panelShape = z.object({ channelId: snowflake, messageId: snowflake, title: z.string() });

const fileShape = z.object({ version: z.literal(1), panels: z.array(panelShape) });

/** A message as the memory has it. */
export type RememberedPanel = z.infer<typeof panelShape>;

/** A file that cannot be read or written costs the memory, nothing that is played. */
export class ListeningMemory {
	readonly #file: JsonFile<typeof fileShape>;
	/** By message id. */
	readonly #panels = new Map<string, RememberedPanel>();

	/** @param options.folder - made where it is not there */
	constructor({ folder, logger }: { folder: string; logger: Logger }) {
		this.#file = new JsonFile({
			file: join(folder, FILE_NAME),
			shape: fileShape,
			content: () => ({ version: 1, panels: [...this.#panels.values()] }),
			whenBroken: 'put aside',
			words: {
				unknown: 'What was played is not known',
				unwritten: 'What is played cannot be remembered for a restart',
			},
			logger,
		});
	}

	/** Reads which messages an earlier process has left. */
	async open(): Promise<RememberedPanel[]> {
		const { panels } = (await this.#file.read()) ?? { panels: [] };
		for (const panel of panels) {
			this.#panels.set(panel.messageId, panel);
		}
		return panels;
	}

	/** Remembers a message that says so; resolves when it is in the file. */
	async put(panel: RememberedPanel): Promise<void> {
		this.#panels.set(panel.messageId, panel);
		await this.#file.save();
	}

	/** Forgets a message that says so no more. */
	async remove(messageId: string): Promise<void> {
		if (this.#panels.delete(messageId)) {
			await this.#file.save();
		}
	}
}

// Where slash commands were put, in a file that outlives the process.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { z } from 'zod';
import { replaceFile } from '../data-file.js';

/** Name of the file in the data folder. */
const FILE_NAME = 'commands.json';

const snowflake = z.string().regex(/^\d{17,20}$/);

const scopeShape = z.object({
	/** Null for all servers. */
	guildId: snowflake.nullable(),
	commands: z.array(z.object({ id: snowflake, name: z.string() })),
});

const fileShape = z.object({
	version: z.literal(1),
	applicationId: snowflake,
	scopes: z.array(scopeShape),
});

/** A server, or all of them, with the commands that this program put there. */
export type CommandScope = z.infer<typeof scopeShape>;

/** A file that cannot be read or written costs the memory, no command. */
export class CommandMemory {
	readonly #file: string | undefined;
	readonly #logger: Logger;
	#applicationId = '';
	#scopes: readonly CommandScope[] = [];

	/** @param options.folder - undefined: nothing is remembered */
	constructor({ folder, logger }: { folder: string | undefined; logger: Logger }) {
		this.#file = folder === undefined ? undefined : join(folder, FILE_NAME);
		this.#logger = logger;
	}

	/** Where commands are, as far as is known. */
	get scopes(): readonly CommandScope[] {
		return this.#scopes;
	}

	/**
	 * Reads what an earlier process of the same application has left.
	 *
	 * @returns whether there was anything
	 */
	async open(applicationId: string): Promise<boolean> {
		this.#applicationId = applicationId;
		if (this.#file === undefined) {
			return false;
		}
		try {
			const file = fileShape.parse(JSON.parse(await readFile(this.#file, 'utf8')));
			const isOurs = file.applicationId === applicationId;
			this.#scopes = isOurs ? file.scopes : [];
			return isOurs;
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
				this.#tellFailure(error);
			}
			return false;
		}
	}

	/** Remembers which commands are in a scope, none of them where it has none. */
	async put(scope: CommandScope): Promise<void> {
		const others = this.#scopes.filter(({ guildId }) => guildId !== scope.guildId);
		this.#scopes = scope.commands.length > 0 ? [...others, scope] : others;
		if (this.#file === undefined) {
			return;
		}
		const content = { version: 1, applicationId: this.#applicationId, scopes: this.#scopes };
		try {
			await replaceFile(this.#file, JSON.stringify(content));
		} catch (error) {
			this.#tellFailure(error);
		}
	}

	#tellFailure(error: unknown): void {
		this.#logger.warn(
			{ file: this.#file, err: error },
			'Where the slash commands are cannot be remembered: check DATA_DIR',
		);
	}
}

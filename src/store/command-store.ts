// Where slash commands were put, in a file that outlives the process.
import { join } from 'node:path';
import type { Logger } from 'pino';
import { z } from 'zod';
import { JsonFile } from './json-file.js';

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
	/** Undefined where nothing is remembered. */
	readonly #file: JsonFile<typeof fileShape> | undefined;
	#applicationId = '';
	#scopes: CommandScope[] = [];

	/** @param options.folder - undefined: nothing is remembered */
	constructor({ folder, logger }: { folder: string | undefined; logger: Logger }) {
		this.#file =
			folder === undefined
				? undefined
				: new JsonFile({
						file: join(folder, FILE_NAME),
						shape: fileShape,
						content: () => ({
							version: 1,
							applicationId: this.#applicationId,
							scopes: this.#scopes,
						}),
						whenBroken: 'overwrite',
						words: {
							unknown: 'Where the slash commands are is not known',
							unwritten: 'Where the slash commands are cannot be remembered',
						},
						logger,
					});
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
		const file = await this.#file?.read();
		const isOurs = file?.applicationId === applicationId;
		this.#scopes = isOurs ? file.scopes : [];
		return isOurs;
	}

	/** Leaves the file to the next process: nothing is written from now on. */
	async close(): Promise<void> {
		await this.#file?.close();
	}

	/** Remembers which commands are in a scope, none of them where it has none. */
	async put(scope: CommandScope): Promise<void> {
		const others = this.#scopes.filter(({ guildId }) => guildId !== scope.guildId);
		this.#scopes = scope.commands.length > 0 ? [...others, scope] : others;
		await this.#file?.save();
	}
}

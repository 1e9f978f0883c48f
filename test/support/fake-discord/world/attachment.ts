// A file that a member puts into a command's option, and where it is served.
import type { Snowflakes } from '../snowflakes.js';
import type { Payload } from './payload.js';

/** What a file is made from. */
export interface AttachmentOptions {
	name: string;
	bytes: Uint8Array;
	/** Default none, as of files whose ending says nothing. */
	contentType?: string;
	/** What Discord says of it; default its length. */
	sizeBytes?: number;
	/** Where Discord says that it is; default where it is served. */
	url?: string;
}

/** The world, as attachments know it. */
export interface AttachmentWorld {
	readonly snowflakes: Snowflakes;
	/** By their path. */
	readonly attachments: Map<string, Attachment>;
}

/** A file that waits in the client, until a command is run with it. */
export class Attachment {
	readonly id: string;
	readonly name: string;
	readonly bytes: Uint8Array;
	/** How often it was asked for. */
	requests = 0;
	readonly #options: AttachmentOptions;
	readonly #url: string;

	/** @param origin - of the server that serves it */
	constructor(world: AttachmentWorld, origin: string, options: AttachmentOptions) {
		this.id = world.snowflakes.next();
		this.name = options.name;
		this.bytes = options.bytes;
		this.#options = options;
		// Those of a command have no channel of their own.
		const path = `/ephemeral-attachments/${world.snowflakes.next()}/${this.id}/${this.name}`;
		this.#url = `${origin}${path}?ex=6900b2f0&is=68ff6170&hm=5ec7e7&`;
		world.attachments.set(path, this);
	}

	/** As Discord shows it (API documentation, "Attachment Object"). */
	payload(): Payload {
		const { contentType, sizeBytes = this.bytes.length, url = this.#url } = this.#options;
		return {
			id: this.id,
			filename: this.name,
			size: sizeBytes,
			url,
			proxy_url: url,
			ephemeral: true,
			...(contentType === undefined ? {} : { content_type: contentType }),
		};
	}
}

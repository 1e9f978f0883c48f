// A client of server-sent events that shares no code with the product.
import { get, type IncomingMessage } from 'node:http';
import { onTestFinished } from 'vitest';

/** One event as it came; comments are events without a name. */
export interface StreamedEvent {
	name: string | undefined;
	/** Parsed JSON; the text of a comment. */
	data: unknown;
}

/** An open event stream that remembers every event until a test asks for it. */
export class EventStreamClient {
	readonly response: IncomingMessage;
	/** Resolves when no more will come; with false where the connection broke. */
	readonly ended: Promise<boolean>;
	readonly #events: StreamedEvent[] = [];
	#waiting: (() => void)[] = [];
	#text = '';

	/** Connects; resolves with the answer's head. Closed when the test ends. */
	static open(url: string, headers: Record<string, string> = {}): Promise<EventStreamClient> {
		return new Promise((resolve, reject) => {
			const request = get(url, { headers, agent: false }, (response) => {
				resolve(new EventStreamClient(response));
			});
			request.on('error', reject);
			onTestFinished(() => {
				request.destroy();
			});
		});
	}

	private constructor(response: IncomingMessage) {
		this.response = response;
		this.ended = new Promise((resolve) => {
			response.on('end', () => resolve(true));
			response.on('error', () => resolve(false));
		});
		response.setEncoding('utf8');
		response.on('data', (text: string) => this.#read(text));
	}

	/** Events that came and were not asked for yet. */
	get unread(): readonly StreamedEvent[] {
		return this.#events;
	}

	/** The next event; rejects if the stream ends first. */
	async next(): Promise<StreamedEvent> {
		while (this.#events.length === 0) {
			await Promise.race([
				new Promise<void>((resolve) => this.#waiting.push(resolve)),
				this.ended.then(() => {
					if (this.#events.length === 0) {
						throw new Error('Expected an event, but the stream ended');
					}
				}),
			]);
		}
		return this.#events.shift() as StreamedEvent;
	}

	#read(text: string): void {
		this.#text += text;
		for (;;) {
			const end = this.#text.indexOf('\n\n');
			if (end === -1) {
				break;
			}
			this.#events.push(parseEvent(this.#text.slice(0, end)));
			this.#text = this.#text.slice(end + 2);
		}
		for (const resolve of this.#waiting.splice(0)) {
			resolve();
		}
	}
}

function parseEvent(block: string): StreamedEvent {
	const fields = new Map(
		block.split('\n').map((line): [string, string] => {
			const [name = '', ...value] = line.split(': ');
			return [name, value.join(': ')];
		}),
	);
	const comment = fields.get('');
	return comment === undefined
		? { name: fields.get('event'), data: JSON.parse(fields.get('data') ?? 'null') }
		: { name: undefined, data: comment };
}

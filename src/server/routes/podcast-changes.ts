// The body of `PATCH /api/podcasts/{id}`: what a podcast's owner changes of what listeners are told.
import { z } from 'zod';
import { ProtocolError } from '../../errors.js';
import { inCodePoints, UNPRINTABLE, visibleText } from '../../protocol/member-text.js';
import {
	MAX_SPEAKERS,
	MAX_TEXT_CHARACTERS,
	type PodcastDetails,
	VISIBILITIES,
} from '../../protocol/podcast-details.js';
import { NamedSchema } from '../http/operation.js';

const text = z
	.string('expected a text')
	.refine((value) => inCodePoints(value) <= MAX_TEXT_CHARACTERS, {
		error: `expected at most ${MAX_TEXT_CHARACTERS} characters`,
		abort: true,
	})
	.refine((value) => !UNPRINTABLE.test(value), {
		error: 'expected no control characters',
		abort: true,
	})
	// What no sender of ours sends is no reason to refuse the rest.
	.transform(visibleText)
	// What the description cannot know of the checks; JSON Schema counts code points, too.
	.meta({ maxLength: MAX_TEXT_CHARACTERS, not: { pattern: UNPRINTABLE.source } });

const changesShape = z.strictObject(
	{
		title: text.describe('As a member wrote it, never markup').exactOptional(),
		serverName: text.describe('Discord server that the podcast comes from').exactOptional(),
		hostName: text.describe('Who put it on air').exactOptional(),
		visibility: z
			.enum(VISIBILITIES, `expected one of ${VISIBILITIES.join(', ')}`)
			.describe(
				'public: listed, and heard by whoever knows the id; unlisted: heard by whoever has the ' +
					'listen key; private: heard by clients with credentials only',
			)
			.exactOptional(),
		speakers: z
			.array(text, 'expected an array of names')
			.max(MAX_SPEAKERS, `expected at most ${MAX_SPEAKERS} names`)
			.describe('Who speaks now, in the order in which they began')
			.exactOptional(),
	},
	{
		error: (issue) =>
			issue.code === 'unrecognized_keys'
				? `expected title, serverName, hostName, visibility or speakers alone`
				: 'expected a JSON object',
	},
);

const { $schema: _, ...schema } = z.toJSONSchema(changesShape, { io: 'input' });

/** The body, as the description has it. */
export const PODCAST_CHANGES = new NamedSchema('PodcastChanges', schema);

/** The same fields where they are answered. */
export const DETAILS = schema.properties as Record<keyof PodcastDetails, object>;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads and checks the body.
 *
 * @throws {ProtocolError} if it is no JSON in UTF-8, or a field is wrong; the message names the
 * field
 */
export function readPodcastChanges(body: Uint8Array | undefined): Partial<PodcastDetails> {
	const result = changesShape.safeParse(parseJson(body ?? new Uint8Array()));
	if (result.success) {
		return result.data;
	}
	const [issue] = result.error.issues;
	throw new ProtocolError(describeIssue(issue as z.core.$ZodIssue));
}

function parseJson(body: Uint8Array): unknown {
	try {
		return JSON.parse(utf8.decode(body));
	} catch {
		// The parser's message quotes its input.
		throw new ProtocolError('The body: expected JSON in UTF-8');
	}
}

/** A name as `speakers[3]`; what came is not repeated, it may be long or markup. */
function describeIssue({ path, message }: z.core.$ZodIssue): string {
	const [field = 'The body', index] = path;
	return `${String(field)}${index === undefined ? '' : `[${String(index)}]`}: ${message}`;
}

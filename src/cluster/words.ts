// JSON on the bus: written, and read with what is not what it should be left out.
import type { z } from 'zod';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

/** A value as JSON in UTF-8. */
export function toWord(value: unknown): Uint8Array {
	return encoder.encode(JSON.stringify(value));
}

/** @returns undefined for what is no JSON, or of another shape */
export function parseWord<Shape extends z.ZodType>(
	data: Uint8Array,
	shape: Shape,
): z.output<Shape> | undefined {
	try {
		return shape.parse(JSON.parse(decoder.decode(data)));
	} catch {
		// Whoever speaks another language is not meant.
		return undefined;
	}
}

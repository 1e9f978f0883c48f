// Inputs made of others: bytes that are changed, moved and joined, and JSON with other values.
import { MAX_INPUT_BYTES } from './fuzz-target.js';
import { hostileJson } from './hostile-json.js';
import type { Random } from './random.js';

/** What mutations are made of. */
export interface Material {
	random: Random;
	/** Inputs to begin with, and to take pieces of. */
	pool: readonly Uint8Array[];
	isJson: boolean;
	dictionary: readonly Uint8Array[];
}

/** Bytes at which formats change their mind. */
const EDGES = [0, 1, 2, 3, 0x1f, 0x7e, 0x7f, 0x80, 0xbe, 0xfa, 0xfb, 0xfc, 0xfe, 0xff] as const;

/** The same, of 16 and 32 bits. */
const WIDE_EDGES = [
	0, 1, 0xff, 0x100, 0x4fb, 0x4fc, 0x7fff, 0x8000, 0xffff, 0x1_0000, 0x7fff_ffff, 0x8000_0000,
	0xffff_ffff,
] as const;

/** One input made of the pool. */
export function mutate(material: Material): Uint8Array {
	const { isJson, pool, random } = material;
	let input = random.pick(pool);
	if (isJson && !random.oneIn(4)) {
		input = hostileJson(input, random);
		if (!random.oneIn(4)) {
			return input.subarray(0, MAX_INPUT_BYTES);
		}
	}
	for (let count = 1 << random.below(4); count > 0; count--) {
		input = random.pick(MUTATIONS)(input, material);
	}
	return input.subarray(0, MAX_INPUT_BYTES);
}

type Mutation = (input: Uint8Array, material: Material) => Uint8Array;

const MUTATIONS: readonly Mutation[] = [
	(input, { random }) => withByte(input, random, (byte) => byte ^ (1 << random.below(8))),
	(input, { random }) => withByte(input, random, () => random.below(256)),
	(input, { random }) => withByte(input, random, () => random.pick(EDGES)),
	(input, { random }) => withByte(input, random, (byte) => byte + random.below(9) - 4),
	(input, { random }) => withWideEdge(input, random),
	(input, { random }) => put(input, random, random.bytes(random.small(64))),
	(input, { random }) => put(input, random, new Uint8Array(random.small(2048)).fill(random.u32())),
	(input, { random }) => put(input, random, piece(input, random)),
	(input, { random }) => put(input, random, repeated(piece(input, random), random)),
	(input, { pool, random }) => put(input, random, piece(random.pick(pool), random)),
	(input, { dictionary, random }) =>
		dictionary.length > 0 ? put(input, random, random.pick(dictionary)) : input,
	(input, { dictionary, random }) =>
		dictionary.length > 0 ? over(input, random, random.pick(dictionary)) : input,
	(input, { random }) => {
		const start = random.below(input.length);
		return join(input.subarray(0, start), input.subarray(start + random.small(input.length)));
	},
	(input, { random }) => input.subarray(0, random.below(input.length + 1)),
	(input, { random }) => input.subarray(random.small(input.length)),
	(input, { pool, random }) => {
		const other = random.pick(pool);
		return join(
			input.subarray(0, random.below(input.length + 1)),
			other.subarray(random.below(other.length + 1)),
		);
	},
];

function withByte(input: Uint8Array, random: Random, change: (byte: number) => number): Uint8Array {
	const changed = Uint8Array.from(input);
	const offset = random.below(input.length);
	if (offset < changed.length) {
		changed[offset] = change(changed[offset] as number);
	}
	return changed;
}

function withWideEdge(input: Uint8Array, random: Random): Uint8Array {
	const changed = Buffer.from(input);
	const value = random.pick(WIDE_EDGES);
	const width = value > 0xffff || random.oneIn(2) ? 4 : 2;
	if (changed.length >= width) {
		const offset = random.below(changed.length - width + 1);
		changed[random.oneIn(4) ? 'writeUIntLE' : 'writeUIntBE'](value, offset, width);
	}
	return new Uint8Array(changed);
}

function piece(input: Uint8Array, random: Random): Uint8Array {
	const start = random.below(input.length);
	return input.subarray(start, start + random.small(input.length - start));
}

function repeated(bytes: Uint8Array, random: Random): Uint8Array {
	const times = Math.min(random.small(4096), Math.floor(MAX_INPUT_BYTES / (bytes.length || 1)));
	return join(...Array<Uint8Array>(times).fill(bytes));
}

function put(input: Uint8Array, random: Random, bytes: Uint8Array): Uint8Array {
	const offset = random.below(input.length + 1);
	return join(input.subarray(0, offset), bytes, input.subarray(offset));
}

function over(input: Uint8Array, random: Random, bytes: Uint8Array): Uint8Array {
	const offset = random.below(input.length + 1);
	return join(input.subarray(0, offset), bytes, input.subarray(offset + bytes.length));
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
	return new Uint8Array(Buffer.concat(parts));
}

// JSON with one or two values that nobody expects.
import type { Random } from './random.js';

/** What stands in place of a value; each is JSON. */
const HOSTILE_VALUES: readonly string[] = [
	'null',
	'true',
	'0',
	'-0',
	'-1',
	'0.5',
	'1e999',
	'9007199254740993',
	'4294967296',
	'65536',
	'""',
	'"0"',
	'" "',
	'"\\u0000"',
	'"\\ud800"',
	'"\\u202e\\u2066x"',
	'"a\\r\\nb: c"',
	'"[x](https://x.example) @everyone <b>"',
	'"123456789012345678"',
	'"__proto__"',
	'"../../../etc/passwd"',
	`"${'9'.repeat(400)}"`,
	`"${'\\ud83d\\ude00'.repeat(200)}"`,
	`"e${'\\u0301'.repeat(600)}"`,
	'[]',
	'{}',
	'[[]]',
	'{"__proto__":{"polluted":true}}',
	'{"constructor":{"prototype":{"polluted":true}}}',
	'{"toString":1,"valueOf":2,"length":3}',
	`${'['.repeat(3000)}${']'.repeat(3000)}`,
	`[${'0,'.repeat(300)}0]`,
];

/** Names that objects have already. */
const HOSTILE_NAMES = ['__proto__', 'constructor', 'toString', 'length', '', 'x\u0000', 'ключ'];

/** A value and where it stands. */
interface Place {
	holder: object;
	key: string;
}

/** @returns the same bytes where they are no JSON */
export function hostileJson(input: Uint8Array, random: Random): Uint8Array {
	let root: { value: unknown };
	try {
		root = { value: JSON.parse(Buffer.from(input).toString()) };
	} catch {
		return input;
	}
	for (let count = 1 + random.below(2); count > 0; count--) {
		change(root, random);
	}
	return new Uint8Array(Buffer.from(JSON.stringify(root.value) ?? 'null'));
}

function change(root: object, random: Random): void {
	const places = placesIn(root);
	const { holder, key } = random.pick(places);
	const value = get({ holder, key });
	switch (random.below(6)) {
		case 0:
			Reflect.deleteProperty(holder, key);
			break;
		case 1:
			set({ holder, key }, get(random.pick(places)));
			break;
		case 2:
			if (Array.isArray(value)) {
				value.push(...Array(random.small(50)).fill(value[0] ?? null));
			} else if (typeof value === 'object' && value !== null) {
				set({ holder: value, key: random.pick(HOSTILE_NAMES) }, JSON.parse(hostile(random)));
			}
			break;
		default:
			set({ holder, key }, JSON.parse(hostile(random)));
	}
}

function hostile(random: Random): string {
	return random.pick(HOSTILE_VALUES);
}

function placesIn(root: object): Place[] {
	const places: Place[] = [];
	const pending: object[] = [root];
	for (let holder = pending.pop(); holder !== undefined; holder = pending.pop()) {
		for (const key of Object.keys(holder).slice(0, 50)) {
			places.push({ holder, key });
			const value = get({ holder, key });
			if (typeof value === 'object' && value !== null) {
				pending.push(value);
			}
		}
	}
	return places.length > 0 ? places : [{ holder: root, key: 'value' }];
}

/** Of the object itself: `__proto__` is a field like any other. */
function get({ holder, key }: Place): unknown {
	return Object.getOwnPropertyDescriptor(holder, key)?.value;
}

function set({ holder, key }: Place, value: unknown): void {
	// What lies within itself is no JSON.
	const copy = value === undefined ? null : copyOf(value);
	Object.defineProperty(holder, key, {
		value: copy,
		configurable: true,
		enumerable: true,
		writable: true,
	});
}

function copyOf(value: unknown): unknown {
	return JSON.parse(JSON.stringify(value));
}

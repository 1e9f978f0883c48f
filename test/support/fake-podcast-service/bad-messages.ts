// Messages that no server should send, each of which may cost a client itself and nothing else.
import type { Message } from './faults.js';

const OVERSIZED_BYTES = [64 * 1024 + 1, 1024 * 1024, 4 * 1024 * 1024];

/** By what is wrong with them; none of them is a Hello that can be used, or a Disconnect. */
export const BAD_MESSAGES: Readonly<Record<string, readonly Message[]>> = {
	'no JSON': [event('{"type":'), event('<html>'), event(''), Buffer.from('{"type":')],
	'JSON of another kind': ['[]', '[0]', '0', 'null', '"x"', 'true'].map(event),
	'a type that is none': ['{}', '{"type":"Hello"}', '{"type":null}', '{"type":0.5}'].map(event),
	'an unknown event': ['{"type":7}', '{"type":-1}', '{"type":4294967296}'].map(event),
	'a Hello without a key': [
		'{"type":0}',
		'{"type":0,"secretKey":null}',
		'{"type":0,"content":{}}',
		'{"type":0,"content":[1,2,3]}',
		`{"type":0,"secretKey":[${Array(31).fill(1)}]}`,
		`{"type":0,"secretKey":[${Array(33).fill(1)}]}`,
		`{"type":0,"secretKey":[${Array(32).fill(256)}]}`,
		'{"type":0,"secretKey":"short"}',
	].map(event),
	'no UTF-8': [Buffer.from([0, 0x7b, 0xff, 0x7d]), Buffer.from([0, 0xc0, 0x80])],
	text: ['text', '', '{"type":1,"reason":4003}'],
	nothing: [Buffer.alloc(0)],
	'an unknown prefix': [Buffer.of(2), Buffer.of(255, 1, 2)],
	'audio that is too short, or of another key': [
		Buffer.of(1),
		Buffer.alloc(25, 1),
		Buffer.alloc(1 + 24 + 16 + 40, 1),
	],
	'a message that is too long': OVERSIZED_BYTES.flatMap((lengthBytes) =>
		[0, 1, 9, 0x7b].map((prefix) => Buffer.alloc(lengthBytes, prefix)),
	),
	'a text that is too long': OVERSIZED_BYTES.map((lengthBytes) => 'x'.repeat(lengthBytes)),
};

function event(json: string): Uint8Array {
	return Buffer.from(`\0${json}`);
}

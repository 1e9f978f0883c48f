import davey from '@snazzah/davey';
import { describe, expect, test } from 'vitest';
import {
	ExternalSender,
	encodeAppend,
	encodeRevoke,
} from '../support/fake-discord/dave/external-sender.js';
import { checkKeyPackage } from '../support/fake-discord/dave/key-package.js';
import { encodeVector, toHex } from '../support/fake-discord/dave/mls-signature.js';
import { CHANNEL_ID, userIdOf } from '../support/fake-discord/dave/one-group.js';

/** Channel id in 8 bytes. */
const GROUP_ID_HEX = '0cde77eadc823033';

describe('external sender', () => {
	const sender = new ExternalSender(CHANNEL_ID);

	test('package is key, credential type and the identity 00', () => {
		const hex = toHex(sender.payload);
		expect(sender.payload).toHaveLength(71);
		expect(hex.slice(0, 6)).toBe('404104');
		expect(hex.slice(-8)).toBe('00010100');
	});

	test('Remove is laid out as Discord sends it', () => {
		const { message, ref } = sender.proposeRemove(3, 5n);
		const head = [
			'0001', // MLS 1.0
			'0001', // PublicMessage
			`08${GROUP_ID_HEX}`,
			'0000000000000005', // epoch
			'02', // external sender
			'00000000', // the first one
			'00', // no authenticated data
			'02', // proposal
			'0003', // Remove
			'00000003',
		].join('');
		expect(toHex(message).slice(0, head.length)).toBe(head);
		expect(ref).toHaveLength(32);
	});

	test('Add carries the key package as it came, with a new reference each time', () => {
		const bytes = new davey.DAVESession(1, userIdOf(1), CHANNEL_ID).getSerializedKeyPackage();
		const { value } = checkKeyPackage(bytes, userIdOf(1));
		const [first, second] = [sender.proposeAdd(value, 0n), sender.proposeAdd(value, 0n)];
		expect(toHex(first.message)).toContain(`00020001${toHex(bytes)}`);
		expect(first.refHex).not.toBe(second.refHex);
	});

	test('appends messages back to back in one vector, and revokes references one by one', () => {
		const proposals = [sender.proposeRemove(1, 1n), sender.proposeRemove(2, 1n)];
		const [first, second] = proposals.map(({ message }) => toHex(message));
		expect(toHex(encodeAppend(proposals)).slice(6)).toBe(`${first}${second}`);
		const refs = proposals.map(({ refHex }) => `20${refHex}`);
		expect(toHex(encodeRevoke(proposals))).toBe(`014042${refs.join('')}`);
	});
});

test.each([
	[0, '00'],
	[63, '3f'],
	[64, '4040'],
	[16_383, '7fff'],
	[16_384, '80004000'],
])('a vector of %i bytes has its length in the shortest form', (length, header) => {
	const vector = encodeVector(new Uint8Array(length));
	expect(toHex(vector.subarray(0, header.length / 2))).toBe(header);
	expect(vector).toHaveLength(length + header.length / 2);
});

// Range-checked access to bytes; width and byte order are in the names.

function checkRange(bytes: Uint8Array, offset: number, lengthBytes: number): void {
	if (offset < 0 || offset + lengthBytes > bytes.length) {
		throw new RangeError(
			`Expected ${lengthBytes} bytes at offset ${offset}, the array has ${bytes.length} bytes`,
		);
	}
}

/** @throws {RangeError} if the value does not lie within the array */
export function readU16Be(bytes: Uint8Array, offset: number): number {
	checkRange(bytes, offset, 2);
	return ((bytes[offset] as number) << 8) | (bytes[offset + 1] as number);
}

/** @throws {RangeError} if the value does not lie within the array */
export function readU32Be(bytes: Uint8Array, offset: number): number {
	checkRange(bytes, offset, 4);
	return (
		(((bytes[offset] as number) << 24) |
			((bytes[offset + 1] as number) << 16) |
			((bytes[offset + 2] as number) << 8) |
			(bytes[offset + 3] as number)) >>>
		0
	);
}

/** @throws {RangeError} if the value does not fit into the array, or into 32 bits */
export function writeU32Be(bytes: Uint8Array, offset: number, value: number): void {
	checkRange(bytes, offset, 4);
	if (!Number.isInteger(value) || value < 0 || value > 0xffff_ffff) {
		throw new RangeError(`Expected an unsigned 32-bit integer, got ${value}`);
	}
	bytes[offset] = value >>> 24;
	bytes[offset + 1] = value >>> 16;
	bytes[offset + 2] = value >>> 8;
	bytes[offset + 3] = value;
}

// Reads a zip whose files are stored as they are (APPNOTE.TXT, 4.3).

const CENTRAL = { BYTES: 46, SIZE: 24, NAME_BYTES: 28, EXTRA_BYTES: 30, COMMENT_BYTES: 32, AT: 42 };
const LOCAL = { BYTES: 30, NAME_BYTES: 26, EXTRA_BYTES: 28 };
const END = { BYTES: 22, COUNT: 10, DIRECTORY_AT: 16 };

/** @returns its files by name, in the order of its directory */
export function readStoredZip(zip: Buffer): Map<string, Buffer> {
	const end = zip.length - END.BYTES;
	if (zip.readUInt32BE(end) !== 0x504b0506) {
		throw new RangeError('Expected a zip that ends with its directory');
	}
	const files = new Map<string, Buffer>();
	let at = zip.readUInt32LE(end + END.DIRECTORY_AT);
	for (let count = zip.readUInt16LE(end + END.COUNT); count > 0; count--) {
		const nameBytes = zip.readUInt16LE(at + CENTRAL.NAME_BYTES);
		const name = zip.toString('utf8', at + CENTRAL.BYTES, at + CENTRAL.BYTES + nameBytes);
		const local = zip.readUInt32LE(at + CENTRAL.AT);
		const start =
			local +
			LOCAL.BYTES +
			zip.readUInt16LE(local + LOCAL.NAME_BYTES) +
			zip.readUInt16LE(local + LOCAL.EXTRA_BYTES);
		files.set(name, zip.subarray(start, start + zip.readUInt32LE(at + CENTRAL.SIZE)));
		at +=
			CENTRAL.BYTES +
			nameBytes +
			zip.readUInt16LE(at + CENTRAL.EXTRA_BYTES) +
			zip.readUInt16LE(at + CENTRAL.COMMENT_BYTES);
	}
	return files;
}

// Names of files that people see, made of what people have called themselves and their shows.

/** So long every file system takes it, with a number and an ending. */
const MAX_CHARACTERS = 40;

/**
 * Letters and digits of any script, in lower case, joined by `-`.
 *
 * @param fallback - where nothing of it is left
 */
export function cleanName(text: string, fallback: string): string {
	const words =
		text
			.normalize('NFC')
			.toLowerCase()
			.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
	const name = [...words.join('-')].slice(0, MAX_CHARACTERS).join('').replace(/-$/, '');
	return name === '' ? fallback : name;
}

/** `Content-Disposition` with a name of any script (RFC 6266, 4.3). */
export function disposition(how: 'inline' | 'attachment', fileName: string): string {
	const plain = fileName.replaceAll(/[^\w.-]/g, '_');
	return `${how}; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(fileName)}`;
}

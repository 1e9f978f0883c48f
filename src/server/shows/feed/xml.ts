// XML that every parser takes: texts are escaped, and nothing is in it that XML 1.0 forbids.

/** What is no character of XML 1.0 (2.2), halves of surrogate pairs apart. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** A half of a surrogate pair has no bytes in UTF-8. */
const HALVES = /\p{Cs}/gu;

/** What would be markup; and spaces that a parser would take for others (2.11, 3.3.3). */
const ENTITIES: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	// As a text `]]>` is forbidden (2.4).
	'>': '&gt;',
	'"': '&quot;',
	'\t': '&#9;',
	'\n': '&#10;',
	'\r': '&#13;',
};

/** Markup of ours, in which all texts have been escaped. */
export class Xml {
	readonly #markup: string;

	/** @param markup - taken as it is; use {@link element} for anything that holds texts */
	constructor(markup: string) {
		this.#markup = markup;
	}

	toString(): string {
		return this.#markup;
	}
}

/** Attributes by their names; those that are undefined are left out. */
export type XmlAttributes = Readonly<Record<string, string | number | undefined>>;

/** What stands in an element: a text, or elements; undefined ones are left out. */
export type XmlContent = string | number | readonly (Xml | undefined)[];

/**
 * One element. Texts may be anything: characters that XML forbids are left out, and halves of
 * surrogate pairs become U+FFFD.
 *
 * @param name - of ours, with its prefix
 */
export function element(name: string, attributes: XmlAttributes, content: XmlContent = []): Xml {
	const head = `<${name}${Object.entries(attributes).map(writeAttribute).join('')}`;
	const inner =
		typeof content === 'object'
			? content.filter((child) => child !== undefined).join('\n')
			: escapeText(String(content));
	return new Xml(inner === '' ? `${head}/>` : `${head}>${inner}</${name}>`);
}

/** An element without attributes; none where the text is undefined. */
export function textElement(name: string, text: string | number | undefined): Xml | undefined {
	return text === undefined ? undefined : element(name, {}, text);
}

function writeAttribute([name, value]: [string, string | number | undefined]): string {
	return value === undefined
		? ''
		: ` ${name}="${clean(String(value)).replace(/[&<>"\t\n\r]/g, entityOf)}"`;
}

function escapeText(text: string): string {
	return clean(text).replace(/[&<>\r]/g, entityOf);
}

function clean(text: string): string {
	return text.replace(FORBIDDEN, '').replace(HALVES, '\ufffd');
}

function entityOf(character: string): string {
	return ENTITIES[character] as string;
}

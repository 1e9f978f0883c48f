// HTML in which every text that comes from outside is text.

/** Markup of ours, in which all texts have been escaped. */
export class Html {
	readonly #markup: string;

	/** @param markup - taken as it is; use {@link html} for anything that holds texts */
	constructor(markup: string) {
		this.#markup = markup;
	}

	toString(): string {
		return this.#markup;
	}
}

/** What may stand in a template: texts are escaped, markup is not, nothing leaves nothing. */
export type HtmlValue = string | number | Html | readonly Html[] | undefined;

/** A template whose values are escaped for elements' contents and for quoted attributes alike. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
	return new Html(
		strings.reduce((markup, string, index) => markup + render(values[index - 1]) + string),
	);
}

function render(value: HtmlValue): string {
	if (value === undefined) {
		return '';
	}
	if (value instanceof Html) {
		return value.toString();
	}
	return typeof value === 'object' ? value.join('') : escapeHtml(String(value));
}

const ENTITIES: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

function escapeHtml(text: string): string {
	return text.replace(/[&<>"']/g, (character) => ENTITIES[character] as string);
}

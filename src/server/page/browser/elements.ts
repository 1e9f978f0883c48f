// The page's elements, by the ids that the server gives them.

/**
 * The element with this id.
 *
 * @throws {TypeError} if the page has none, or one of another kind
 */
export function element<Kind extends Element>(id: string, kind: new () => Kind): Kind {
	const found = document.getElementById(id);
	if (found instanceof kind) {
		return found;
	}
	throw new TypeError(`Expected an element #${id} of kind ${kind.name}`);
}

/** Changes an element's text where it is another one, so that screen readers hear changes only. */
export function setText(target: Element, text: string): void {
	if (target.textContent !== text) {
		target.textContent = text;
	}
}

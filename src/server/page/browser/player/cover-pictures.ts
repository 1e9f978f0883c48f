// A picture that cannot be had leaves the initials under it.

/** Takes pictures away that do not come; harmless when repeated. */
export function connectCovers(root: ParentNode = document): void {
	for (const picture of root.querySelectorAll<HTMLImageElement>('img[data-cover]')) {
		if (picture.complete && picture.naturalWidth === 0) {
			picture.remove();
		} else {
			picture.onerror = () => picture.remove();
		}
	}
}

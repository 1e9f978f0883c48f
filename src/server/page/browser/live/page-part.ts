// Pages of this server as they are now, in whole or in part: one place makes their markup.

const TIMEOUT_MS = 8_000;

/** Fetches a page; undefined where there is none at present. */
export async function loadPage(url: string): Promise<Document | undefined> {
	try {
		const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
		return response.ok
			? new DOMParser().parseFromString(await response.text(), 'text/html')
			: undefined;
	} catch {
		return undefined;
	}
}

/** One element of a page, made this page's own. */
export async function loadPart(url: string, id: string): Promise<Element | undefined> {
	const part = (await loadPage(url))?.getElementById(id);
	return part ? document.adoptNode(part) : undefined;
}

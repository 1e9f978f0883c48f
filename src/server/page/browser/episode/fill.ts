// Puts what is shown into the texts that say it; for the server and the page.

/** The text with each `{name}` replaced; a name that is not given stays. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
	return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

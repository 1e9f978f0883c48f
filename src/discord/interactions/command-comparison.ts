// Whether Discord has a slash command as it is defined here.

/** The fields of a command that members see or Discord checks; the rest are ids and versions. */
const COMPARED_FIELDS: ReadonlySet<string> = new Set([
	'name',
	'name_localizations',
	'description',
	'description_localizations',
	'type',
	'options',
	'choices',
	'value',
	'required',
	'autocomplete',
	'channel_types',
	'min_value',
	'max_value',
	'min_length',
	'max_length',
	'default_member_permissions',
	'contexts',
	'integration_types',
	'nsfw',
]);

/** Fields whose own fields are all compared: texts by locale. */
const WHOLE_FIELDS: ReadonlySet<string> = new Set([
	'name_localizations',
	'description_localizations',
]);

/** Whether two commands are the same to members and to Discord. */
export function isSameCommand(first: object, second: object): boolean {
	return normalize(first) === normalize(second);
}

/**
 * A command as text that is equal for equal commands: Discord leaves out, or writes out, what has
 * its default, in any order of fields.
 */
function normalize(command: object): string {
	return JSON.stringify({ type: 1, ...(pick(command) as object) }, (_key, value) =>
		isPlainObject(value) ? Object.fromEntries(Object.entries(value).sort(byName)) : value,
	);
}

function byName([first]: [string, unknown], [second]: [string, unknown]): number {
	return first < second ? -1 : 1;
}

function pick(value: unknown): unknown {
	if (Array.isArray(value)) {
		const items = value.map(pick);
		return items.every((item) => typeof item === 'number') ? items.sort() : items;
	}
	if (!isPlainObject(value)) {
		return value;
	}
	return Object.fromEntries(
		Object.entries(value)
			.filter(([field, content]) => COMPARED_FIELDS.has(field) && !isDefault(content))
			.map(([field, content]) => [field, WHOLE_FIELDS.has(field) ? content : pick(content)]),
	);
}

function isDefault(content: unknown): boolean {
	return (
		content === undefined ||
		content === null ||
		content === false ||
		(Array.isArray(content) && content.length === 0) ||
		(isPlainObject(content) && Object.keys(content).length === 0)
	);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

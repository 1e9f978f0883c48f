// What Discord takes as a message's content (API documentation, "Message", limits).
import { FieldErrors, refuse } from '../rest/api-error.js';
import type { Payload } from './payload.js';

/** Message flags, API documentation, "Message Flags". */
export const MESSAGE_FLAG = {
	EPHEMERAL: 1 << 6,
	LOADING: 1 << 7,
	COMPONENTS_V2: 1 << 15,
} as const;

/** Component types, API documentation, "Component Types". */
export const COMPONENT_TYPE = {
	ACTION_ROW: 1,
	BUTTON: 2,
	STRING_SELECT: 3,
	TEXT_INPUT: 4,
	CHANNEL_SELECT: 8,
	SECTION: 9,
	TEXT_DISPLAY: 10,
	CONTAINER: 17,
} as const;

const LINK_STYLE = 5;
const PREMIUM_STYLE = 6;
const LIMIT = {
	CONTENT: 2000,
	EMBEDS: 10,
	EMBED_TOTAL: 6000,
	EMBED_FIELDS: 25,
	ROWS: 5,
	BUTTONS_IN_ROW: 5,
	COMPONENTS_V2: 40,
	TEXT_V2: 4000,
} as const;

type Path = readonly (string | number)[];

/**
 * Checks what a message would be after a POST or PATCH.
 *
 * @throws {ApiError} 50035 for a field that is wrong, 50006 if nothing is left to show
 */
export function checkMessage(message: Payload, fileCount: number): void {
	const errors = new FieldErrors();
	const isV2 = (Number(message.flags ?? 0) & MESSAGE_FLAG.COMPONENTS_V2) !== 0;
	const embeds = (message.embeds ?? []) as Payload[];
	const components = (message.components ?? []) as Payload[];
	errors.checkText(['content'], message.content, { min: 0, max: LIMIT.CONTENT });
	addEmbedErrors(errors, embeds);
	if (isV2) {
		addV2Errors(errors, message, components);
	} else {
		addRowErrors(errors, components);
	}
	addCustomIdErrors(errors, components);
	errors.throwIfAny();
	const hasText = typeof message.content === 'string' && message.content.length > 0;
	const isShown = hasText || embeds.length > 0 || fileCount > 0 || (isV2 && components.length > 0);
	if (!isShown) {
		throw refuse.emptyMessage();
	}
}

function addEmbedErrors(errors: FieldErrors, embeds: readonly Payload[]): void {
	if (embeds.length > LIMIT.EMBEDS) {
		errors.add(['embeds'], 'BASE_TYPE_MAX_LENGTH', `Must be ${LIMIT.EMBEDS} or fewer in length.`);
	}
	let total = 0;
	for (const [index, embed] of embeds.entries()) {
		const footer = (embed.footer ?? {}) as Payload;
		const author = (embed.author ?? {}) as Payload;
		const fields = (embed.fields ?? []) as Payload[];
		const path = ['embeds', index];
		errors.checkText([...path, 'title'], embed.title, { min: 0, max: 256 });
		errors.checkText([...path, 'description'], embed.description, { min: 0, max: 4096 });
		errors.checkText([...path, 'footer', 'text'], footer.text, { min: 0, max: 2048 });
		errors.checkText([...path, 'author', 'name'], author.name, { min: 0, max: 256 });
		if (fields.length > LIMIT.EMBED_FIELDS) {
			errors.add(
				[...path, 'fields'],
				'BASE_TYPE_MAX_LENGTH',
				`Must be ${LIMIT.EMBED_FIELDS} or fewer in length.`,
			);
		}
		for (const [at, field] of fields.entries()) {
			const limits = { min: 1, isRequired: true };
			errors.checkText([...path, 'fields', at, 'name'], field.name, { ...limits, max: 256 });
			errors.checkText([...path, 'fields', at, 'value'], field.value, { ...limits, max: 1024 });
		}
		const texts = [embed.title, embed.description, footer.text, author.name];
		texts.push(...fields.flatMap((field) => [field.name, field.value]));
		total += texts.reduce<number>((sum, text) => sum + String(text ?? '').length, 0);
	}
	if (total > LIMIT.EMBED_TOTAL) {
		errors.add(['embeds'], 'MAX_EMBED_SIZE_EXCEEDED', `Embed size exceeds ${LIMIT.EMBED_TOTAL}`);
	}
}

function addRowErrors(errors: FieldErrors, rows: readonly Payload[]): void {
	if (rows.length > LIMIT.ROWS) {
		errors.add(
			['components'],
			'BASE_TYPE_BAD_LENGTH',
			`Must be between 1 and ${LIMIT.ROWS} in length.`,
		);
	}
	for (const [index, row] of rows.entries()) {
		if (row.type === COMPONENT_TYPE.ACTION_ROW) {
			addRowContentErrors(errors, ['components', index], row);
		} else {
			errors.add(['components', index, 'type'], 'UNION_TYPE_CHOICES', 'Value must be one of {1}.');
		}
	}
}

function addRowContentErrors(errors: FieldErrors, path: Path, row: Payload): void {
	const parts = (row.components ?? []) as Payload[];
	const hasSelect = parts.some((part) => part.type !== COMPONENT_TYPE.BUTTON);
	const limit = hasSelect ? 1 : LIMIT.BUTTONS_IN_ROW;
	if (parts.length < 1 || parts.length > limit) {
		errors.add(
			[...path, 'components'],
			'BASE_TYPE_BAD_LENGTH',
			`Must be between 1 and ${limit} in length.`,
		);
	}
	for (const [index, part] of parts.entries()) {
		addPartErrors(errors, [...path, 'components', index], part);
	}
}

function addPartErrors(errors: FieldErrors, path: Path, part: Payload): void {
	const isLink = part.type === COMPONENT_TYPE.BUTTON && part.style === LINK_STYLE;
	if (isLink) {
		errors.checkText([...path, 'url'], part.url, { min: 1, max: 512, isRequired: true });
	} else if (part.style !== PREMIUM_STYLE || part.type !== COMPONENT_TYPE.BUTTON) {
		errors.checkText([...path, 'custom_id'], part.custom_id, {
			min: 1,
			max: 100,
			isRequired: true,
		});
	}
	if (part.type === COMPONENT_TYPE.BUTTON) {
		errors.checkText([...path, 'label'], part.label, { min: 0, max: 80 });
		if (part.label === undefined && part.emoji === undefined && part.style !== PREMIUM_STYLE) {
			errors.add(path, 'BUTTON_COMPONENT_LABEL_OR_EMOJI', 'A button needs a label or an emoji');
		}
	}
}

function addV2Errors(errors: FieldErrors, message: Payload, components: readonly Payload[]): void {
	const code = 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2';
	if (typeof message.content === 'string' && message.content.length > 0) {
		errors.add(['content'], code, 'The content field cannot be used with components V2');
	}
	if (((message.embeds ?? []) as unknown[]).length > 0) {
		errors.add(['embeds'], code, 'The embeds field cannot be used with components V2');
	}
	const all = flatten(components);
	if (all.length > LIMIT.COMPONENTS_V2) {
		errors.add(
			['components'],
			'COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED',
			`The total number of components is limited to ${LIMIT.COMPONENTS_V2}`,
		);
	}
	const text = all
		.filter((part) => part.type === COMPONENT_TYPE.TEXT_DISPLAY)
		.reduce((sum, part) => sum + String(part.content ?? '').length, 0);
	if (text > LIMIT.TEXT_V2) {
		errors.add(
			['components'],
			'COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED',
			`Displayable text is limited to ${LIMIT.TEXT_V2} characters`,
		);
	}
	for (const [index, part] of components.entries()) {
		if (part.type === COMPONENT_TYPE.ACTION_ROW) {
			addRowContentErrors(errors, ['components', index], part);
		}
	}
}

function addCustomIdErrors(errors: FieldErrors, components: readonly Payload[]): void {
	const seen = new Set<unknown>();
	for (const part of flatten(components)) {
		if (part.custom_id !== undefined && seen.has(part.custom_id)) {
			errors.add(
				['components'],
				'COMPONENT_CUSTOM_ID_DUPLICATED',
				'Component custom id cannot be duplicated',
			);
		}
		seen.add(part.custom_id);
	}
}

/** All components of a message, nested ones included. */
export function flatten(components: readonly Payload[]): Payload[] {
	return components.flatMap((part) => [
		part,
		...flatten((part.components ?? []) as Payload[]),
		...(part.accessory ? flatten([part.accessory as Payload]) : []),
	]);
}

// Application commands: what a bot may register (API documentation, "Application Commands").
import { FieldErrors } from '../rest/api-error.js';
import type { Snowflakes } from '../snowflakes.js';
import { addLocalizationErrors, longestLength } from './command-localizations.js';
import type { Payload } from './payload.js';

/** A registered command, as REST shows it. */
export interface CommandPayload extends Payload {
	id: string;
	application_id: string;
	type: number;
	name: string;
	options: CommandOption[];
	default_member_permissions: string | null;
}

/** An option of a registered command. */
export interface CommandOption extends Payload {
	type: number;
	name: string;
	required?: boolean;
	options?: CommandOption[];
	autocomplete?: boolean;
}

/** Option types, API documentation, "Application Command Option Type". */
export const OPTION_TYPE = {
	SUB_COMMAND: 1,
	SUB_COMMAND_GROUP: 2,
	STRING: 3,
	INTEGER: 4,
	BOOLEAN: 5,
	USER: 6,
	CHANNEL: 7,
	ROLE: 8,
	MENTIONABLE: 9,
	NUMBER: 10,
	ATTACHMENT: 11,
} as const;

const CHAT_INPUT = 1;
const NAME_PATTERN = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;
const MAX_OPTIONS = 25;
const MAX_CHOICES = 25;
const MAX_COMMANDS = 100;
const TEXT_LENGTHS = { name: 32, description: 100 };
const CHOICE_LENGTHS = { name: 100, description: 0 };
/** Together, of all names, descriptions and values of one command, each in its longest language. */
const MAX_COMMAND_CHARACTERS = 8000;

type Path = readonly (string | number)[];

/** @throws {ApiError} 50035 if Discord would not take the command */
export function checkCommand(body: Payload): void {
	const errors = new FieldErrors();
	addCommandErrors(errors, [], body);
	errors.throwIfAny();
}

/** @throws {ApiError} 50035 if Discord would not take the list */
export function checkCommandList(bodies: readonly Payload[]): void {
	const errors = new FieldErrors();
	if (bodies.length > MAX_COMMANDS) {
		errors.add([], 'BASE_TYPE_BAD_LENGTH', `Must be ${MAX_COMMANDS} or fewer in length.`);
	}
	const seen = new Set<string>();
	for (const [index, body] of bodies.entries()) {
		addCommandErrors(errors, [index], body);
		const key = `${body.type ?? CHAT_INPUT} ${body.name}`;
		if (seen.has(key)) {
			errors.add(
				[index],
				'APPLICATION_COMMANDS_DUPLICATE_NAME',
				'Application command names must be unique',
			);
		}
		seen.add(key);
	}
	errors.throwIfAny();
}

/** What REST answers for a registered command, defaults filled in. */
export function toCommandPayload(
	snowflakes: Snowflakes,
	body: Payload,
	existing: { applicationId: string; guildId: string | undefined; id: string | undefined },
): CommandPayload {
	const { applicationId, guildId, id } = existing;
	return {
		default_member_permissions: null,
		nsfw: false,
		contexts: null,
		integration_types: [0],
		dm_permission: true,
		name_localizations: null,
		description_localizations: null,
		description: '',
		...body,
		options: (body.options ?? []) as CommandOption[],
		type: Number(body.type ?? CHAT_INPUT),
		name: String(body.name),
		id: id ?? snowflakes.next(),
		application_id: applicationId,
		version: snowflakes.next(),
		...(guildId === undefined ? {} : { guild_id: guildId }),
	};
}

function addCommandErrors(errors: FieldErrors, path: Path, body: Payload): void {
	const isChatInput = (body.type ?? CHAT_INPUT) === CHAT_INPUT;
	if (isChatInput) {
		addNameErrors(errors, [...path, 'name'], body.name);
		errors.checkText([...path, 'description'], body.description, {
			min: 1,
			max: 100,
			isRequired: true,
		});
	} else {
		errors.checkText([...path, 'name'], body.name, { min: 1, max: 32, isRequired: true });
	}
	addLocalizationErrors(errors, path, body, TEXT_LENGTHS);
	const { default_member_permissions: permissions } = body;
	if (permissions !== undefined && permissions !== null && !/^\d+$/.test(String(permissions))) {
		errors.add(
			[...path, 'default_member_permissions'],
			'NUMBER_TYPE_COERCE',
			`Value "${String(permissions)}" is not int.`,
		);
	}
	addOptionsErrors(errors, path, body, 0);
	if (countCharacters(body) > MAX_COMMAND_CHARACTERS) {
		errors.add(
			path,
			'APPLICATION_COMMAND_TOO_LARGE',
			`Command exceeds maximum size (${MAX_COMMAND_CHARACTERS})`,
		);
	}
}

function addNameErrors(errors: FieldErrors, path: Path, name: unknown): void {
	errors.checkText(path, name, { min: 1, max: 32, isRequired: true });
	if (typeof name === 'string' && (!NAME_PATTERN.test(name) || name !== name.toLowerCase())) {
		errors.add(path, 'APPLICATION_COMMAND_INVALID_NAME', 'Command name is invalid');
	}
}

/** Depth 0 is the command itself, 1 a group or sub-command of it, 2 a sub-command of a group. */
function addOptionsErrors(errors: FieldErrors, path: Path, parent: Payload, depth: number): void {
	const options = (parent.options ?? []) as CommandOption[];
	const names = new Set<string>();
	let hasOptional = false;
	if (options.length > MAX_OPTIONS) {
		errors.add(
			[...path, 'options'],
			'BASE_TYPE_BAD_LENGTH',
			`Must be between 0 and ${MAX_OPTIONS} in length.`,
		);
	}
	const nested = options.filter((option) => option.type <= OPTION_TYPE.SUB_COMMAND_GROUP);
	if (nested.length > 0 && nested.length < options.length) {
		errors.add(
			[...path, 'options'],
			'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID',
			'Sub-command and sub-command group option types are mutually exclusive to all other types',
		);
	}
	for (const [index, option] of options.entries()) {
		const optionPath = [...path, 'options', index];
		addNameErrors(errors, [...optionPath, 'name'], option.name);
		errors.checkText([...optionPath, 'description'], option.description, {
			min: 1,
			max: 100,
			isRequired: true,
		});
		addLocalizationErrors(errors, optionPath, option, TEXT_LENGTHS);
		if (names.has(option.name)) {
			errors.add(
				[...path, 'options'],
				'APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS',
				'Option name already exists',
			);
		}
		names.add(option.name);
		if (option.required === true && hasOptional) {
			errors.add(
				optionPath,
				'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
				'Required options must be placed before non-required options',
			);
		}
		hasOptional ||= option.required !== true;
		addOptionErrors(errors, optionPath, option, depth);
	}
}

function addOptionErrors(errors: FieldErrors, path: Path, option: CommandOption, depth: number) {
	const isGroup = option.type === OPTION_TYPE.SUB_COMMAND_GROUP;
	if (isGroup || option.type === OPTION_TYPE.SUB_COMMAND) {
		if (depth > 1 || (isGroup && depth > 0)) {
			errors.add(path, 'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID', 'Invalid option nesting');
		}
		addOptionsErrors(errors, path, option, depth + 1);
		return;
	}
	if (!Object.values<number>(OPTION_TYPE).includes(option.type)) {
		errors.add([...path, 'type'], 'BASE_TYPE_CHOICES', 'Value must be one of the option types.');
	}
	const choices = (option.choices ?? []) as Payload[];
	if (choices.length > MAX_CHOICES) {
		errors.add(
			[...path, 'choices'],
			'BASE_TYPE_BAD_LENGTH',
			`Must be between 0 and ${MAX_CHOICES} in length.`,
		);
	}
	if (choices.length > 0 && option.autocomplete === true) {
		errors.add(
			path,
			'APPLICATION_COMMAND_OPTIONS_CHOICES_INVALID',
			'Options with choices cannot be autocompleted',
		);
	}
	for (const [index, choice] of choices.entries()) {
		const choicePath = [...path, 'choices', index];
		errors.checkText([...choicePath, 'name'], choice.name, {
			min: 1,
			max: CHOICE_LENGTHS.name,
			isRequired: true,
		});
		addLocalizationErrors(errors, choicePath, choice, CHOICE_LENGTHS);
	}
}

function countCharacters(value: Payload): number {
	const own =
		longestLength(value, 'name') +
		longestLength(value, 'description') +
		(typeof value.value === 'string' ? value.value.length : 0);
	const children = [
		...((value.options ?? []) as Payload[]),
		...((value.choices ?? []) as Payload[]),
	];
	return children.reduce((sum, child) => sum + countCharacters(child), own);
}

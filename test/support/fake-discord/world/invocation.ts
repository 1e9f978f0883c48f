// What Discord's client does when a member types a command or presses a button.
import { Attachment } from './attachment.js';
import type { Bot } from './bot.js';
import { Channel } from './channel.js';
import { type CommandOption, type CommandPayload, OPTION_TYPE } from './command.js';
import { mayUseCommand } from './command-permissions.js';
import {
	INTERACTION_TYPE,
	Interaction,
	type InteractionWorld,
	sendInteraction,
} from './interaction.js';
import type { Message, MessageChannel, MessageMember } from './message.js';
import { COMPONENT_TYPE, flatten } from './message-check.js';
import type { Payload } from './payload.js';
import { hasPermissions } from './permissions.js';
import type { Role } from './role.js';
import { userPayload } from './user.js';

/** A member, as their client knows them: with the guild whose bots have commands. */
interface Invoker extends MessageMember {
	readonly guild: {
		readonly id: string;
		readonly world: InteractionWorld;
		readonly bots: ReadonlySet<Bot>;
	};
}

/** What a member can put into an option. */
type OptionValue = string | number | boolean | Attachment | MessageMember | Channel | Role;

/** Values by option name. */
export type OptionValues = Record<string, OptionValue>;

/** Discord's client would not let the member do that. */
export class ClientRefusalError extends Error {
	override name = 'ClientRefusalError';
}

const CHAT_INPUT = 1;

interface Found {
	bot: Bot;
	command: CommandPayload;
}

/**
 * Runs a slash command.
 *
 * @param line - the command's name, then group and sub-command: `podcast start`
 * @throws {ClientRefusalError} if it is not registered, not allowed, or an option is wrong
 */
export function runCommand(
	member: Invoker,
	line: string,
	values: OptionValues,
	where: { channel: MessageChannel; bot?: Bot | undefined },
): Interaction {
	const { bot, command, data } = prepare(member, line, values, where);
	checkRequired(command, line, values);
	return send(member, INTERACTION_TYPE.COMMAND, bot, where.channel, data);
}

/**
 * Types into an option with autocomplete, which asks the bot for suggestions.
 *
 * @param focused - the option that is typed into
 */
export function autocomplete(
	member: Invoker,
	line: string,
	values: OptionValues,
	where: { channel: MessageChannel; bot?: Bot | undefined; focused: string },
): Interaction {
	const { bot, command, data } = prepare(member, line, values, where);
	const option = leafOptions(command, line).find((each) => each.name === where.focused);
	if (option?.autocomplete !== true) {
		throw new ClientRefusalError(`option ${where.focused} has no autocomplete`);
	}
	const mark = (options: Payload[]): Payload[] =>
		options.map((each) => ({
			...each,
			...(each.name === where.focused ? { focused: true } : {}),
			...(each.options ? { options: mark(each.options as Payload[]) } : {}),
		}));
	const marked = { ...data, options: mark(data.options as Payload[]) };
	return send(member, INTERACTION_TYPE.AUTOCOMPLETE, bot, where.channel, marked);
}

/**
 * Presses a button, or picks from a select menu.
 *
 * @throws {ClientRefusalError} if there is no such component, or it is disabled
 */
export function pressComponent(
	member: Invoker,
	message: Message,
	customId: string,
	selected: readonly string[] = [],
): Interaction {
	const part = flatten(message.components).find((each) => each.custom_id === customId);
	const bot = member.guild.world.bots.get(message.author.id);
	if (!part || !bot || message.isDeleted || part.disabled === true) {
		throw new ClientRefusalError(`cannot press ${customId}`);
	}
	const isButton = part.type === COMPONENT_TYPE.BUTTON;
	const data: Payload = {
		custom_id: customId,
		component_type: part.type,
		id: 1,
		...(isButton ? {} : { values: selected, resolved: {} }),
	};
	return send(member, INTERACTION_TYPE.COMPONENT, bot, message.channel, data, message);
}

/** Submits the modal that an interaction was answered with. */
export function submitModal(
	member: Invoker,
	opener: Interaction,
	values: Record<string, string>,
): Interaction {
	const modal = opener.callback?.data;
	if (!modal?.custom_id) {
		throw new ClientRefusalError('no modal is open');
	}
	const components = Object.entries(values).map(([customId, value]) => ({
		type: COMPONENT_TYPE.ACTION_ROW,
		components: [{ type: COMPONENT_TYPE.TEXT_INPUT, custom_id: customId, value }],
	}));
	const data: Payload = { custom_id: modal.custom_id, components };
	const { bot, channel, source } = opener;
	return send(member, INTERACTION_TYPE.MODAL_SUBMIT, bot, channel, data, source);
}

/** The commands the member's client would list in a channel. */
function visibleCommands(member: Invoker, channel: MessageChannel): Found[] {
	const bits = channel.permissionsOf(member);
	if (!hasPermissions(bits, 'UseApplicationCommands')) {
		return [];
	}
	const user = {
		id: member.id,
		roleIds: member.roles.map(({ id }) => id),
		channelId: channel.id,
		guildId: member.guild.id,
		bits,
	};
	return [...member.guild.bots].flatMap((bot) =>
		[...bot.commandsIn(member.guild.id).values(), ...bot.commands.values()]
			.filter((command) => mayUseCommand(bot, command, user))
			.map((command) => ({ bot, command })),
	);
}

function prepare(
	member: Invoker,
	line: string,
	values: OptionValues,
	where: { channel: MessageChannel; bot?: Bot | undefined },
): Found & { data: Payload } {
	const [name] = line.split(' ');
	const found = visibleCommands(member, where.channel).find(
		({ bot, command }) =>
			command.type === CHAT_INPUT &&
			command.name === name &&
			(where.bot === undefined || where.bot === bot),
	);
	if (!found) {
		throw new ClientRefusalError(`${member.user.username} has no command /${name} here`);
	}
	const resolved: Record<string, Record<string, Payload>> = {};
	const leaves = leafOptions(found.command, line);
	const options = Object.entries(values).map(([option, value]) => {
		const definition = leaves.find((each) => each.name === option);
		if (!definition) {
			throw new ClientRefusalError(`/${line} has no option ${option}`);
		}
		return { type: definition.type, name: option, value: encode(definition, value, resolved) };
	});
	const data: Payload = {
		id: found.command.id,
		name,
		type: CHAT_INPUT,
		options: nest(line, options),
		...(found.command.guild_id === undefined ? {} : { guild_id: found.command.guild_id }),
		...(Object.keys(resolved).length > 0 ? { resolved } : {}),
	};
	return { ...found, data };
}

/** The options of the sub-command that the line names. */
function leafOptions(command: CommandPayload, line: string): CommandOption[] {
	let { options } = command;
	for (const step of line.split(' ').slice(1)) {
		const next = options.find(
			(option) => option.name === step && option.type <= OPTION_TYPE.SUB_COMMAND_GROUP,
		);
		if (!next) {
			throw new ClientRefusalError(`there is no /${line}`);
		}
		options = next.options ?? [];
	}
	if (options.some((option) => option.type <= OPTION_TYPE.SUB_COMMAND_GROUP)) {
		throw new ClientRefusalError(`/${line} needs a sub-command`);
	}
	return options;
}

function nest(line: string, leaves: Payload[]): Payload[] {
	const steps = line.split(' ').slice(1);
	const typeOf = (index: number) =>
		index < steps.length - 1 ? OPTION_TYPE.SUB_COMMAND_GROUP : OPTION_TYPE.SUB_COMMAND;
	return steps.reduceRight<Payload[]>(
		(inner, name, index) => [{ type: typeOf(index), name, options: inner }],
		leaves,
	);
}

function checkRequired(command: CommandPayload, line: string, values: OptionValues): void {
	for (const option of leafOptions(command, line)) {
		if (option.required === true && values[option.name] === undefined) {
			throw new ClientRefusalError(`/${line} needs the option ${option.name}`);
		}
	}
}

function encode(
	definition: CommandOption,
	value: OptionValue,
	resolved: Record<string, Record<string, Payload>>,
): string | number | boolean {
	const put = (kind: string, id: string, payload: Payload) => {
		resolved[kind] = { ...resolved[kind], [id]: payload };
	};
	if (typeof value !== 'object') {
		checkScalar(definition, value);
		return value;
	}
	const { type, name } = definition;
	if (value instanceof Channel && type === OPTION_TYPE.CHANNEL) {
		const types = definition.channel_types as number[] | undefined;
		if (types && types.length > 0 && !types.includes(value.type)) {
			throw new ClientRefusalError(`option ${name} does not take this kind of channel`);
		}
		put('channels', value.id, value.payload());
	} else if (value instanceof Attachment) {
		if (type !== OPTION_TYPE.ATTACHMENT) {
			throw new ClientRefusalError(`option ${name} takes no file`);
		}
		put('attachments', value.id, value.payload());
	} else if ('user' in value && (type === OPTION_TYPE.USER || type === OPTION_TYPE.MENTIONABLE)) {
		const { user: _, ...member } = value.payload();
		put('users', value.id, userPayload(value.user));
		put('members', value.id, { ...member, permissions: String(value.permissions) });
	} else if (
		'position' in value &&
		(type === OPTION_TYPE.ROLE || type === OPTION_TYPE.MENTIONABLE)
	) {
		put('roles', value.id, { id: value.id, name: value.name });
	} else {
		throw new ClientRefusalError(`option ${name} does not take this value`);
	}
	return value.id;
}

function checkScalar(definition: CommandOption, value: string | number | boolean): void {
	const { type, name } = definition;
	const expected =
		type === OPTION_TYPE.STRING
			? 'string'
			: type === OPTION_TYPE.BOOLEAN
				? 'boolean'
				: type === OPTION_TYPE.INTEGER || type === OPTION_TYPE.NUMBER
					? 'number'
					: 'an object';
	const isFraction = type === OPTION_TYPE.INTEGER && !Number.isInteger(value);
	const choices = (definition.choices ?? []) as Payload[];
	const isChoice = choices.length === 0 || choices.some((choice) => choice.value === value);
	const size = typeof value === 'string' ? value.length : Number(value);
	const min = Number(definition.min_length ?? definition.min_value ?? size);
	const max = Number(definition.max_length ?? definition.max_value ?? size);
	if (typeof value !== expected || isFraction || !isChoice || size < min || size > max) {
		throw new ClientRefusalError(`option ${name} does not take ${String(value)}`);
	}
}

function send(
	member: Invoker,
	type: number,
	bot: Bot,
	channel: MessageChannel,
	data: Payload,
	source?: Message,
): Interaction {
	const { world } = member.guild;
	return sendInteraction(
		world,
		new Interaction(world, { type, bot, member, channel, data, source }),
	);
}

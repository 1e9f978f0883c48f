// Scheduled events of guilds: fields, rules of recurrence, permissions and status as Discord has them.
import {
	GuildScheduledEventEntityType as EntityType,
	GuildScheduledEventRecurrenceRuleFrequency as Frequency,
	GuildScheduledEventPrivacyLevel,
	GuildScheduledEventStatus as Status,
} from 'discord.js';
import type { Channel } from '../world/channel.js';
import type { Guild } from '../world/guild.js';
import { hasPermissions, type PermissionName } from '../world/permissions.js';
import { type RecurrenceRule, ScheduledEvent } from '../world/scheduled-event.js';
import type { World } from '../world/world.js';
import { ApiError, FieldErrors, refuse } from './api-error.js';
import { type RestAnswer, type RestRequest, type Route, route } from './route.js';

const MAX_COMING = 100;
const MAX_YEARS_AHEAD = 5;

/** The sets of days that a daily rule may have (API documentation, "System limitations"). */
const KNOWN_SETS = ['0,1,2,3,4', '1,2,3,4,5', '6,0,1,2,3', '4,5', '5,6', '6,0'];

/** Beside seeing the channel. */
const CREATE_PERMISSIONS = {
	voice: ['ViewChannel', 'Connect'],
	stage: ['ViewChannel', 'ManageChannels', 'MuteMembers', 'MoveMembers'],
} as const satisfies Record<string, readonly PermissionName[]>;

/** Routes below `/guilds/{guild}/scheduled-events`. */
export function scheduledEventRoutes(world: World): Route[] {
	const all = '/guilds/:guild/scheduled-events';
	const one = `${all}/:event`;
	return [
		route('GET', all, (request) => ({
			body: [...access(world, request).scheduledEvents.values()]
				.filter((event) => event.isSeenBy(request.bot))
				.map((event) => event.payload()),
		})),
		route('POST', all, (request) => create(world, request)),
		route('GET', one, (request) => ({ body: find(world, request).payload() })),
		route('PATCH', one, (request) => change(world, request)),
		route('DELETE', one, (request) => {
			const event = find(world, request);
			needToEdit(event, request);
			event.delete();
			return {};
		}),
	];
}

function access(world: World, request: RestRequest): Guild {
	const guild = world.guilds.get(request.params.guild ?? '');
	if (!guild) {
		throw refuse.unknownGuild();
	}
	if (!guild.bots.has(request.bot)) {
		throw refuse.missingAccess();
	}
	return guild;
}

function find(world: World, request: RestRequest): ScheduledEvent {
	const event = access(world, request).scheduledEvents.get(request.params.event ?? '');
	if (!event?.isSeenBy(request.bot)) {
		throw refuse.unknownScheduledEvent();
	}
	return event;
}

function need(
	guild: Guild,
	request: RestRequest,
	{ channel, names }: { channel: Channel | undefined; names: readonly PermissionName[] },
): void {
	const member = guild.memberOf(request.bot);
	const bits = channel ? channel.permissionsOf(member) : member.permissions;
	const inChannel = channel?.isStage ? CREATE_PERMISSIONS.stage : CREATE_PERMISSIONS.voice;
	if (channel && !hasPermissions(bits, 'ViewChannel')) {
		throw refuse.missingAccess();
	}
	if (!hasPermissions(bits, ...names, ...(channel ? inChannel : []))) {
		throw refuse.missingPermissions();
	}
}

/** One's own needs one of two permissions, another's the one (API documentation, Modify/Delete). */
function needToEdit(event: ScheduledEvent, request: RestRequest): void {
	const guild = event.guild as Guild;
	const { channel } = event;
	const member = guild.memberOf(request.bot);
	const bits = channel ? channel.permissionsOf(member) : member.permissions;
	const isOwn = event.creator.id === request.bot.id;
	const isEnough = isOwn && hasPermissions(bits, 'CreateEvents');
	need(guild, request, { channel, names: isEnough ? [] : ['ManageEvents'] });
}

function create(world: World, request: RestRequest): RestAnswer {
	const guild = access(world, request);
	const { body } = request;
	const errors = new FieldErrors();
	errors.checkText(['name'], body.name, { min: 1, max: 100, isRequired: true });
	errors.checkText(['description'], body.description, { min: 1, max: 1000 });
	if (body.privacy_level !== GuildScheduledEventPrivacyLevel.GuildOnly) {
		errors.add(['privacy_level'], 'BASE_TYPE_CHOICES', 'Value must be one of {2}.');
	}
	const startEpochMs = checkStart(world, body.scheduled_start_time, errors);
	const channel = checkChannel(guild, body, errors);
	checkRule(body.recurrence_rule, errors);
	errors.throwIfAny();
	need(guild, request, { channel, names: ['CreateEvents'] });
	if ([...guild.scheduledEvents.values()].filter(({ isComing }) => isComing).length >= MAX_COMING) {
		throw new ApiError(
			400,
			30038,
			`Maximum number of uncompleted guild scheduled events reached (${MAX_COMING})`,
		);
	}
	const event = new ScheduledEvent(guild, request.bot.user, {
		name: String(body.name),
		description: typeof body.description === 'string' ? body.description : null,
		channel,
		startEpochMs,
		rule: (body.recurrence_rule ?? null) as RecurrenceRule | null,
	});
	return { status: 200, body: event.payload() };
}

function change(world: World, request: RestRequest): RestAnswer {
	const event = find(world, request);
	const guild = event.guild as Guild;
	const { body } = request;
	needToEdit(event, request);
	if (!event.isComing) {
		throw new ApiError(400, 180000, 'Cannot update a finished event');
	}
	const errors = new FieldErrors();
	errors.checkText(['name'], body.name, { min: 1, max: 100 });
	errors.checkText(['description'], body.description, { min: 1, max: 1000 });
	const startEpochMs =
		body.scheduled_start_time === undefined
			? event.startEpochMs
			: checkStart(world, body.scheduled_start_time, errors);
	if (body.scheduled_start_time !== undefined && event.status === Status.Active) {
		errors.add(
			['scheduled_start_time'],
			'GUILD_SCHEDULED_EVENT_SCHEDULE_ACTIVE',
			'Cannot reschedule an event that is active.',
		);
	}
	const channel = body.channel_id === undefined ? event.channel : checkChannel(guild, body, errors);
	checkRule(body.recurrence_rule, errors);
	checkStatus(event, body.status, errors);
	errors.throwIfAny();
	if (body.status === Status.Active) {
		event.start();
	} else if (body.status === Status.Completed) {
		event.end();
	} else if (body.status === Status.Canceled) {
		event.cancel();
	} else {
		event.edit({
			...(typeof body.name === 'string' ? { name: body.name } : {}),
			...(typeof body.description === 'string' ? { description: body.description } : {}),
			channel,
			startEpochMs,
			...(body.recurrence_rule === undefined
				? {}
				: { rule: body.recurrence_rule as RecurrenceRule | null }),
		});
	}
	return { status: 200, body: event.payload() };
}

function checkStart(world: World, value: unknown, errors: FieldErrors): number {
	const path = ['scheduled_start_time'];
	const epochMs = typeof value === 'string' ? Date.parse(value) : Number.NaN;
	const now = new Date(world.options.now());
	if (value === undefined || value === null) {
		errors.add(path, 'BASE_TYPE_REQUIRED', 'This field is required');
	} else if (Number.isNaN(epochMs)) {
		errors.add(
			path,
			'DATE_TIME_TYPE_PARSE',
			`Could not parse ${String(value)}. Should be ISO8601.`,
		);
	} else if (epochMs <= now.getTime()) {
		errors.add(path, 'GUILD_SCHEDULED_EVENT_SCHEDULE_PAST', 'Cannot schedule event in the past.');
	} else if (epochMs > now.setUTCFullYear(now.getUTCFullYear() + MAX_YEARS_AHEAD)) {
		errors.add(path, 'GUILD_SCHEDULED_EVENT_SCHEDULE_FAR', 'Cannot schedule event that far ahead.');
	}
	return epochMs;
}

function checkChannel(
	guild: Guild,
	body: Record<string, unknown>,
	errors: FieldErrors,
): Channel | undefined {
	const channel = guild.channels.get(String(body.channel_id ?? ''));
	const type = body.entity_type;
	if (type === EntityType.External) {
		return undefined;
	}
	const isRight =
		type === undefined || type === (channel?.isStage ? EntityType.StageInstance : EntityType.Voice);
	if (!channel?.isVoice) {
		errors.add(['channel_id'], 'BASE_TYPE_REQUIRED', 'This field is required');
	} else if (!isRight) {
		errors.add(['entity_type'], 'GUILD_SCHEDULED_EVENT_ENTITY_TYPE', 'Invalid for this channel');
	}
	return channel;
}

function checkStatus(event: ScheduledEvent, status: unknown, errors: FieldErrors): void {
	const allowed =
		event.status === Status.Scheduled ? [Status.Active, Status.Canceled] : [Status.Completed];
	if (status !== undefined && !allowed.includes(status as Status.Active)) {
		errors.add(['status'], 'GUILD_SCHEDULED_EVENT_STATUS', 'Invalid status transition');
	}
}

/** What clients can show (API documentation, "Guild Scheduled Event", System limitations). */
function checkRule(value: unknown, errors: FieldErrors): void {
	if (value === undefined || value === null) {
		return;
	}
	const rule = value as RecurrenceRule & Record<string, unknown>;
	const path = ['recurrence_rule'];
	const fail = (field: string, message: string) =>
		errors.add([...path, field], 'GUILD_SCHEDULED_EVENT_RECURRENCE', message);
	for (const field of ['count', 'end', 'by_year_day']) {
		if (rule[field] !== undefined && rule[field] !== null) {
			fail(field, 'Cannot be set');
		}
	}
	if (typeof rule.start !== 'string' || Number.isNaN(Date.parse(rule.start))) {
		fail('start', 'This field is required');
	}
	if (rule.interval !== 1 && !(rule.frequency === Frequency.Weekly && rule.interval === 2)) {
		fail('interval', 'Must be 1, or 2 for weekly events');
	}
	const days = (rule.by_weekday ?? []).join();
	const given = {
		[Frequency.Daily]: KNOWN_SETS.includes(days),
		[Frequency.Weekly]: rule.by_weekday?.length === 1,
		[Frequency.Monthly]: rule.by_n_weekday?.length === 1,
		[Frequency.Yearly]: rule.by_month?.length === 1 && rule.by_month_day?.length === 1,
	}[rule.frequency];
	if (given !== true) {
		fail('frequency', 'The days do not go with the frequency');
	}
	const kinds = [rule.by_weekday, rule.by_n_weekday, rule.by_month].filter(
		(kind) => kind !== undefined && kind !== null,
	);
	if (kinds.length > 1) {
		fail('by_weekday', 'Mutually exclusive');
	}
}

// Guilds, their members and voice states.
import type { Guild } from '../world/guild.js';
import type { Member } from '../world/member.js';
import { hasPermissions, type PermissionName } from '../world/permissions.js';
import { rolePayload } from '../world/role.js';
import type { World } from '../world/world.js';
import { FieldErrors, refuse } from './api-error.js';
import { type RestAnswer, type RestRequest, type Route, route } from './route.js';

const MAX_NICK_CHARACTERS = 32;

/** Routes below `/guilds/{guild}`. */
export function guildRoutes(world: World): Route[] {
	const voiceState = '/guilds/:guild/voice-states/:user';
	return [
		route('GET', '/guilds/:guild', (request) => ({ body: access(world, request).payload() })),
		route('GET', '/guilds/:guild/channels', (request) => ({
			body: [...access(world, request).channels.values()].map((channel) => channel.payload()),
		})),
		route('GET', '/guilds/:guild/roles', (request) => ({
			body: [...access(world, request).roles.values()].map(rolePayload),
		})),
		route('GET', '/guilds/:guild/members/search', (request) => search(world, request)),
		route('GET', '/guilds/:guild/members/:user', (request) => ({
			body: findMember(access(world, request), request).payload(),
		})),
		route('PATCH', '/guilds/:guild/members/:user', (request) =>
			request.params.user === '@me' ? changeOwnNick(world, request) : change(world, request),
		),
		route('GET', voiceState, (request) => ({
			body: findInVoice(access(world, request), request).voicePayload(),
		})),
		route('PATCH', voiceState, (request) => changeVoiceState(world, request)),
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

function findMember(guild: Guild, request: RestRequest): Member {
	const id = request.params.user === '@me' ? request.bot.id : request.params.user;
	const member = guild.members.get(id ?? '');
	if (!member) {
		throw refuse.unknownMember();
	}
	return member;
}

function findInVoice(guild: Guild, request: RestRequest): Member {
	const member = findMember(guild, request);
	if (!member.voice.channel) {
		throw refuse.unknownVoiceState();
	}
	return member;
}

function need(guild: Guild, request: RestRequest, name: PermissionName): void {
	if (!hasPermissions(guild.memberOf(request.bot).permissions, name)) {
		throw refuse.missingPermissions();
	}
}

function search(world: World, request: RestRequest): RestAnswer {
	const query = (request.query.get('query') ?? '').toLowerCase();
	const members = [...access(world, request).members.values()].filter((member) =>
		member.user.username.toLowerCase().startsWith(query),
	);
	return { body: members.map((member) => member.payload()) };
}

function checkNick(nick: unknown): string | null {
	const errors = new FieldErrors();
	errors.checkText(['nick'], nick, { min: 0, max: MAX_NICK_CHARACTERS });
	errors.throwIfAny();
	return typeof nick === 'string' ? nick : null;
}

function changeOwnNick(world: World, request: RestRequest): RestAnswer {
	const guild = access(world, request);
	need(guild, request, 'ChangeNickname');
	const member = guild.memberOf(request.bot);
	if ('nick' in request.body) {
		member.setNick(checkNick(request.body.nick));
	}
	return { body: member.payload() };
}

function change(world: World, request: RestRequest): RestAnswer {
	const guild = access(world, request);
	const member = findMember(guild, request);
	const { nick, mute, deaf, channel_id: channelId } = request.body;
	if (nick !== undefined) {
		need(guild, request, 'ManageNicknames');
	}
	if (mute !== undefined) {
		need(guild, request, 'MuteMembers');
	}
	if (deaf !== undefined) {
		need(guild, request, 'DeafenMembers');
	}
	if (channelId !== undefined) {
		need(guild, request, 'MoveMembers');
	}
	const touchesVoice = mute !== undefined || deaf !== undefined || channelId !== undefined;
	if (touchesVoice && !member.voice.channel) {
		throw refuse.notInVoice();
	}
	if (nick !== undefined) {
		member.setNick(checkNick(nick));
	}
	if (touchesVoice) {
		const channel = channelId ? guild.channels.get(String(channelId)) : null;
		if (channel === undefined) {
			throw refuse.unknownChannel();
		}
		member.setVoice({
			...(mute === undefined ? {} : { mute: mute === true }),
			...(deaf === undefined ? {} : { deaf: deaf === true }),
			...(channelId === undefined ? {} : { channel }),
		});
	}
	return { body: member.payload() };
}

/** Only meaningful on stages: speaking there, and asking to. */
function changeVoiceState(world: World, request: RestRequest): RestAnswer {
	const guild = access(world, request);
	const member = findInVoice(guild, request);
	const { suppress, request_to_speak_timestamp: asked, channel_id: channelId } = request.body;
	const { channel } = member.voice;
	const errors = new FieldErrors();
	if (!channel?.isStage) {
		errors.add(['channel_id'], 'VOICE_STATE_NOT_STAGE', 'The channel must be a stage channel');
	} else if (channelId !== undefined && channelId !== channel.id) {
		errors.add(['channel_id'], 'VOICE_STATE_WRONG_CHANNEL', 'The user is not in that channel');
	}
	if (typeof asked === 'string' && Number.isNaN(Date.parse(asked))) {
		errors.add(['request_to_speak_timestamp'], 'DATE_TIME_TYPE_PARSE', 'Not an ISO8601 timestamp');
	}
	errors.throwIfAny();
	const bits = channel?.permissionsOf(guild.memberOf(request.bot)) ?? 0n;
	const isOwn = member.id === request.bot.id;
	// Stepping back into the audience needs nothing (API documentation, Modify Current User Voice State).
	const isUnsuppressing = suppress === false || (suppress === true && !isOwn);
	if (isUnsuppressing && !hasPermissions(bits, 'MuteMembers')) {
		throw refuse.missingPermissions();
	}
	if (asked && !hasPermissions(bits, 'RequestToSpeak')) {
		throw refuse.missingPermissions();
	}
	if (suppress !== undefined) {
		// Both ways end a request, as who speaks need not ask.
		member.setSuppressed(suppress === true);
	}
	if (asked !== undefined) {
		member.setVoice({ requestToSpeakTimestamp: asked === null ? null : String(asked) });
	}
	return {};
}

// Messages in channels, and the status line of voice channels.
import type { Channel } from '../world/channel.js';
import { deleteMessage, editMessage, Message, postMessage } from '../world/message.js';
import { MESSAGE_FLAG } from '../world/message-check.js';
import { hasPermissions, type PermissionName } from '../world/permissions.js';
import type { World } from '../world/world.js';
import { FieldErrors, refuse } from './api-error.js';
import { type RestAnswer, type RestRequest, type Route, route } from './route.js';

/** Of the size seen in real headers. */
const MESSAGE_LIMIT = { limit: 5, windowMs: 5000 } as const;
const MAX_STATUS_CHARACTERS = 500;
const MAX_PAGE = 100;
const DEFAULT_PAGE = 50;

/** Routes below `/channels/{channel}`. */
export function channelRoutes(world: World): Route[] {
	const message = '/channels/:channel/messages/:message';
	return [
		route('GET', '/channels/:channel', (request) => ({
			body: access(world, request).payload(),
		})),
		route('GET', '/channels/:channel/messages', (request) => list(world, request)),
		route('POST', '/channels/:channel/messages', (request) => post(world, request), MESSAGE_LIMIT),
		route('GET', message, (request) => ({
			body: find(access(world, request), request).payload(),
		})),
		route('PATCH', message, (request) => edit(world, request), MESSAGE_LIMIT),
		route('DELETE', message, (request) => remove(world, request), MESSAGE_LIMIT),
		route('POST', '/channels/:channel/typing', (request) => {
			need(access(world, request), request, 'SendMessages');
			return {};
		}),
		route('PUT', '/channels/:channel/voice-status', (request) => setStatus(world, request)),
	];
}

/** The channel, if the bot may see it. */
function access(world: World, request: RestRequest): Channel {
	const id = request.params.channel ?? '';
	const channel = world.channels.get(id);
	if (!channel && world.users.has(id)) {
		// Direct messages are named after the user; nobody here takes any.
		throw refuse.cannotMessageUser();
	}
	if (!channel) {
		throw refuse.unknownChannel();
	}
	const { guild } = channel;
	const isVisible =
		guild.bots.has(request.bot) &&
		hasPermissions(channel.permissionsOf(guild.memberOf(request.bot)), 'ViewChannel');
	if (!isVisible) {
		throw refuse.missingAccess();
	}
	return channel;
}

function need(channel: Channel, request: RestRequest, ...names: PermissionName[]): void {
	const bits = channel.permissionsOf(channel.guild.memberOf(request.bot));
	if (channel.isVoice && !hasPermissions(bits, 'Connect')) {
		throw refuse.missingAccess();
	}
	if (!hasPermissions(bits, ...names)) {
		throw refuse.missingPermissions();
	}
}

function find(channel: Channel, request: RestRequest): Message {
	const message = channel.messages.get(request.params.message ?? '');
	if (!message) {
		throw refuse.unknownMessage();
	}
	return message;
}

function list(world: World, request: RestRequest): RestAnswer {
	const channel = access(world, request);
	const limit = Math.min(MAX_PAGE, Number(request.query.get('limit') ?? DEFAULT_PAGE));
	const messages = [...channel.messages.values()].toReversed().slice(0, limit);
	return { body: messages.map((message) => message.payload()) };
}

function post(world: World, request: RestRequest): RestAnswer {
	const channel = access(world, request);
	need(channel, request, channel.isThread ? 'SendMessagesInThreads' : 'SendMessages');
	if (request.files.length > 0) {
		need(channel, request, 'AttachFiles');
	}
	const { enforce_nonce: isEnforced, nonce } = request.body;
	const same =
		isEnforced === true && nonce !== undefined
			? [...channel.messages.values()].find(
					(each) => each.nonce === nonce && each.author.id === request.bot.id,
				)
			: undefined;
	if (same) {
		return { status: 200, body: same.payload() };
	}
	openThread(channel, request);
	const message = new Message({
		channel,
		author: request.bot.user,
		body: request.body,
		files: request.files,
		flags: Number(request.body.flags ?? 0) & ~MESSAGE_FLAG.EPHEMERAL,
	});
	return { status: 200, body: postMessage(world, message).payload() };
}

/** A message opens an archived thread again, unless it is locked. */
function openThread(channel: Channel, request: RestRequest): void {
	if (!channel.thread.isArchived) {
		return;
	}
	if (channel.thread.isLocked) {
		const bits = channel.permissionsOf(channel.guild.memberOf(request.bot));
		if (!hasPermissions(bits, 'ManageThreads')) {
			throw refuse.lockedThread();
		}
	}
	channel.setThread({ isArchived: false, isLocked: channel.thread.isLocked });
}

function edit(world: World, request: RestRequest): RestAnswer {
	const message = find(access(world, request), request);
	if (message.author.id !== request.bot.id) {
		throw refuse.notOwnMessage();
	}
	if (message.channel.thread.isArchived) {
		throw refuse.archivedThread();
	}
	return { body: editMessage(world, message, request.body, request.files).payload() };
}

function remove(world: World, request: RestRequest): RestAnswer {
	const channel = access(world, request);
	const message = find(channel, request);
	if (message.author.id !== request.bot.id) {
		need(channel, request, 'ManageMessages');
	}
	deleteMessage(world, message);
	return {};
}

function setStatus(world: World, request: RestRequest): RestAnswer {
	const channel = access(world, request);
	const member = channel.guild.memberOf(request.bot);
	// The permission is one of GUILD_VOICE alone (API documentation, "Permissions").
	if (!channel.isVoice || channel.isStage) {
		throw refuse.wrongChannelType();
	}
	need(channel, request, 'SetVoiceChannelStatus');
	if (member.voice.channel !== channel) {
		need(channel, request, 'ManageChannels');
	}
	const errors = new FieldErrors();
	const { status } = request.body;
	errors.checkText(['status'], status, { min: 0, max: MAX_STATUS_CHARACTERS });
	errors.throwIfAny();
	channel.setStatus(typeof status === 'string' && status.length > 0 ? status : null);
	return {};
}

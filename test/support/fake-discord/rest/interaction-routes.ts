// Answering interactions: callbacks, `@original` and follow-ups.
import { CALLBACK_TYPE, INTERACTION_TYPE, type Interaction } from '../world/interaction.js';
import { deleteMessage, editMessage, Message, postMessage } from '../world/message.js';
import { MESSAGE_FLAG } from '../world/message-check.js';
import type { Payload } from '../world/payload.js';
import type { World } from '../world/world.js';
import { FieldErrors, refuse } from './api-error.js';
import { type RestAnswer, type RestRequest, type Route, tokenRoute } from './route.js';

const TOKEN_LIFETIME_MS = 15 * 60 * 1000;
const MAX_CHOICES = 25;
/** Of the size seen in real headers. */
const WEBHOOK_LIMIT = { limit: 5, windowMs: 2000 } as const;

/** Which callbacks each kind of interaction may be answered with. */
const ALLOWED_CALLBACKS: Record<number, readonly number[]> = {
	[INTERACTION_TYPE.COMMAND]: [4, 5, 9],
	[INTERACTION_TYPE.COMPONENT]: [4, 5, 6, 7, 9],
	[INTERACTION_TYPE.AUTOCOMPLETE]: [8],
	[INTERACTION_TYPE.MODAL_SUBMIT]: [4, 5, 6, 7],
};

/** `/interactions/...` and `/webhooks/{application}/{interaction token}`. */
export function interactionRoutes(world: World): Route[] {
	const base = '/webhooks/:application/:token';
	const message = `${base}/messages/:message`;
	return [
		tokenRoute('POST', '/interactions/:interaction/:token/callback', (request) =>
			answerCallback(world, request),
		),
		tokenRoute('POST', base, (request) => followUp(world, request), WEBHOOK_LIMIT),
		tokenRoute(
			'GET',
			message,
			(request) => ({ body: findMessage(world, request).message.payload() }),
			WEBHOOK_LIMIT,
		),
		tokenRoute('PATCH', message, (request) => edit(world, request), WEBHOOK_LIMIT),
		tokenRoute(
			'DELETE',
			message,
			(request) => {
				deleteMessage(world, findMessage(world, request).message);
				return {};
			},
			WEBHOOK_LIMIT,
		),
	];
}

function answerCallback(world: World, request: RestRequest): RestAnswer {
	const interaction = world.interactions.get(request.params.interaction ?? '');
	if (!interaction || interaction.token !== request.params.token) {
		throw refuse.unknownInteraction();
	}
	if (interaction.callback) {
		throw refuse.alreadyAcknowledged();
	}
	if (interaction.ageMs > world.options.interactionLimitMs) {
		throw refuse.unknownInteraction();
	}
	const type = Number(request.body.type);
	const data = (request.body.data ?? {}) as Payload;
	checkCallback(interaction, type, data);
	const message = respond(world, interaction, { type, data, request });
	interaction.callback = { type, data, afterMs: interaction.ageMs };
	world.watch.changed();
	if (request.query.get('with_response') !== 'true') {
		return {};
	}
	return {
		status: 200,
		body: {
			interaction: {
				id: interaction.id,
				type: interaction.type,
				...(message
					? {
							response_message_id: message.id,
							response_message_loading: message.isLoading,
							response_message_ephemeral: message.isEphemeral,
						}
					: {}),
			},
			resource: { type, ...(message ? { message: message.payload() } : {}) },
		},
	};
}

function checkCallback(interaction: Interaction, type: number, data: Payload): void {
	const errors = new FieldErrors();
	if (!ALLOWED_CALLBACKS[interaction.type]?.includes(type)) {
		errors.add(
			['type'],
			'INTERACTION_CALLBACK_TYPE_INVALID',
			'This callback type is not valid for this interaction.',
		);
	}
	if (type === CALLBACK_TYPE.AUTOCOMPLETE) {
		const choices = (data.choices ?? []) as Payload[];
		if (choices.length > MAX_CHOICES) {
			errors.add(
				['data', 'choices'],
				'BASE_TYPE_MAX_LENGTH',
				`Must be ${MAX_CHOICES} or fewer in length.`,
			);
		}
		for (const [index, choice] of choices.entries()) {
			const path = ['data', 'choices', index];
			const limits = { min: 1, max: 100, isRequired: true };
			errors.checkText([...path, 'name'], choice.name, limits);
			if (typeof choice.value === 'string') {
				errors.checkText([...path, 'value'], choice.value, limits);
			}
		}
	}
	if (type === CALLBACK_TYPE.MODAL) {
		const limits = { min: 1, isRequired: true };
		errors.checkText(['data', 'custom_id'], data.custom_id, { ...limits, max: 100 });
		errors.checkText(['data', 'title'], data.title, { ...limits, max: 45 });
	}
	errors.throwIfAny();
}

function respond(
	world: World,
	interaction: Interaction,
	answer: { type: number; data: Payload; request: RestRequest },
): Message | undefined {
	const { type, data, request } = answer;
	switch (type) {
		case CALLBACK_TYPE.MESSAGE:
		case CALLBACK_TYPE.DEFERRED_MESSAGE: {
			const isLoading = type === CALLBACK_TYPE.DEFERRED_MESSAGE;
			const message = build(interaction, isLoading ? {} : data, {
				flags: Number(data.flags ?? 0) & ~(isLoading ? ~MESSAGE_FLAG.EPHEMERAL : 0),
				isLoading,
				request,
			});
			interaction.original = postMessage(world, message);
			return message;
		}
		case CALLBACK_TYPE.DEFERRED_UPDATE:
			interaction.original = interaction.source;
			return interaction.source;
		case CALLBACK_TYPE.UPDATE:
			interaction.original = interaction.source;
			interaction.edits += 1;
			return interaction.source && editMessage(world, interaction.source, data, request.files);
		default:
			return undefined;
	}
}

function build(
	interaction: Interaction,
	body: Payload,
	options: { flags: number; isLoading: boolean; request: RestRequest },
): Message {
	return new Message({
		channel: interaction.channel,
		author: interaction.bot.user,
		body,
		files: options.request.files,
		flags: options.flags,
		isLoading: options.isLoading,
		interaction: interaction.metadata(),
	});
}

function findInteraction(world: World, request: RestRequest): Interaction {
	const { application, token } = request.params;
	const found = [...world.interactions.values()].find((each) => each.token === token);
	if (!found || found.bot.applicationId !== application) {
		throw refuse.unknownWebhook();
	}
	if (found.ageMs > TOKEN_LIFETIME_MS) {
		throw refuse.invalidWebhookToken();
	}
	if (!found.callback) {
		throw refuse.unknownWebhook();
	}
	return found;
}

function findMessage(
	world: World,
	request: RestRequest,
): { interaction: Interaction; message: Message } {
	const interaction = findInteraction(world, request);
	const id = request.params.message;
	const message =
		id === '@original' ? interaction.original : interaction.messages.find((each) => each.id === id);
	if (!message || message.isDeleted) {
		throw refuse.unknownMessage();
	}
	return { interaction, message };
}

function edit(world: World, request: RestRequest): RestAnswer {
	const { interaction, message } = findMessage(world, request);
	if (message.channel.thread.isArchived) {
		throw refuse.archivedThread();
	}
	editMessage(world, message, request.body, request.files);
	interaction.edits += 1;
	world.watch.changed();
	return { body: message.payload() };
}

function followUp(world: World, request: RestRequest): RestAnswer {
	const interaction = findInteraction(world, request);
	const { original } = interaction;
	if (original?.isLoading && !original.isDeleted) {
		// The first follow-up after a deferral takes its place, its own flags ignored.
		const { flags: _, ...body } = request.body;
		editMessage(world, original, body, request.files);
		interaction.edits += 1;
		return { status: 200, body: original.payload() };
	}
	const { thread } = interaction.channel;
	if (thread.isArchived && thread.isLocked) {
		throw refuse.lockedThread();
	}
	if (thread.isArchived) {
		interaction.channel.setThread({ isArchived: false });
	}
	const message = build(interaction, request.body, {
		flags: Number(request.body.flags ?? 0),
		isLoading: false,
		request,
	});
	interaction.followUps.push(message);
	postMessage(world, message);
	return { status: 200, body: message.payload() };
}

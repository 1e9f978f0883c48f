// Errors in the form REST answers them (API documentation, "Error Messages").

/** A refusal with Discord's JSON error code. */
export class ApiError extends Error {
	override name = 'ApiError';
	readonly status: number;
	/** Discord's code; 0 where there is only the HTTP status. */
	readonly code: number;
	readonly errors: object | undefined;

	constructor(status: number, code: number, message: string, errors?: object) {
		super(message);
		this.status = status;
		this.code = code;
		this.errors = errors;
	}

	body(): object {
		const { message, code, errors } = this;
		return errors ? { message, code, errors } : { message, code };
	}
}

/** The refusals that several routes share. */
export const refuse = {
	notFound: () => new ApiError(404, 0, '404: Not Found'),
	unauthorized: () => new ApiError(401, 0, '401: Unauthorized'),
	unknownChannel: () => new ApiError(404, 10003, 'Unknown Channel'),
	unknownGuild: () => new ApiError(404, 10004, 'Unknown Guild'),
	unknownMember: () => new ApiError(404, 10007, 'Unknown Member'),
	unknownMessage: () => new ApiError(404, 10008, 'Unknown Message'),
	unknownUser: () => new ApiError(404, 10013, 'Unknown User'),
	unknownWebhook: () => new ApiError(404, 10015, 'Unknown Webhook'),
	unknownInteraction: () => new ApiError(404, 10062, 'Unknown interaction'),
	unknownCommand: () => new ApiError(404, 10063, 'Unknown application command'),
	unknownScheduledEvent: () => new ApiError(404, 10070, 'Unknown Guild Scheduled Event'),
	unknownVoiceState: () => new ApiError(404, 10065, 'Unknown Voice State'),
	alreadyAcknowledged: () => new ApiError(400, 40060, 'Interaction has already been acknowledged.'),
	notInVoice: () => new ApiError(400, 40032, 'Target user is not connected to voice.'),
	missingAccess: () => new ApiError(403, 50001, 'Missing Access'),
	notOwnMessage: () => new ApiError(403, 50005, 'Cannot edit a message authored by another user'),
	emptyMessage: () => new ApiError(400, 50006, 'Cannot send an empty message'),
	cannotMessageUser: () => new ApiError(403, 50007, 'Cannot send messages to this user'),
	archivedThread: () =>
		new ApiError(400, 50083, 'Tried to perform an operation on an archived thread'),
	wrongChannelType: () => new ApiError(400, 50024, 'Cannot execute action on this channel type'),
	lockedThread: () => new ApiError(400, 160005, 'Thread is locked'),
	missingPermissions: () => new ApiError(403, 50013, 'Missing Permissions'),
	invalidWebhookToken: () => new ApiError(401, 50027, 'Invalid Webhook Token'),
	invalidForm: () => new ApiError(400, 50109, 'The request body contains invalid JSON.'),
} as const;

interface ErrorNode {
	_errors?: { code: string; message: string }[];
	[field: string]: ErrorNode | { code: string; message: string }[] | undefined;
}

/** Collects what is wrong with a body, field by field, for one 50035. */
export class FieldErrors {
	readonly #root: ErrorNode = {};
	#count = 0;

	/** @param path - field names and array indexes from the body's top */
	add(path: readonly (string | number)[], code: string, message: string): void {
		let node = this.#root;
		for (const step of path) {
			const next = (node[step] as ErrorNode | undefined) ?? {};
			node[step] = next;
			node = next;
		}
		node._errors = [...(node._errors ?? []), { code, message }];
		this.#count += 1;
	}

	/** Checks a text's presence and length in characters. */
	checkText(
		path: readonly (string | number)[],
		value: unknown,
		limits: { min: number; max: number; isRequired?: boolean },
	): void {
		const { min, max, isRequired = false } = limits;
		if (value === undefined || value === null) {
			if (isRequired) {
				this.add(path, 'BASE_TYPE_REQUIRED', 'This field is required');
			}
		} else if (typeof value !== 'string') {
			this.add(path, 'STRING_TYPE_CONVERT', `Could not interpret "${String(value)}" as string.`);
		} else if (value.length > max || value.length < min) {
			const isMaxOnly = min === 0;
			this.add(
				path,
				isMaxOnly ? 'BASE_TYPE_MAX_LENGTH' : 'BASE_TYPE_BAD_LENGTH',
				isMaxOnly
					? `Must be ${max} or fewer in length.`
					: `Must be between ${min} and ${max} in length.`,
			);
		}
	}

	/** @throws {ApiError} 50035 if anything was added */
	throwIfAny(): void {
		if (this.#count > 0) {
			throw new ApiError(400, 50035, 'Invalid Form Body', this.#root);
		}
	}
}

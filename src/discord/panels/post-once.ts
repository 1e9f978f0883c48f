// Posting a message so that it stands there once, however often Discord is asked.
import { randomBytes } from 'node:crypto';
import {
	type APIMessage,
	type Client,
	type RESTPostAPIChannelMessageJSONBody,
	Routes,
} from 'discord.js';

/** Of the at most 25 characters that Discord takes as a nonce this makes 16. */
const NONCE_BYTES = 12;

/** What one message is known by to Discord: in some minutes it posts none twice. */
export function makeNonce(): string {
	return randomBytes(NONCE_BYTES).toString('base64url');
}

/**
 * Posts into a channel. The client asks again after a 5xx or a time-out, which may come of a
 * request that was carried out: by the nonce Discord knows it, and answers with the message.
 *
 * @param nonce - of {@link makeNonce}, where the caller may post the same message again
 * @returns the message's id
 * @throws what the REST client throws
 * @see {@link https://docs.discord.com/developers/resources/message#create-message}
 */
export async function postOnce(
	client: Client<true>,
	channelId: string,
	body: RESTPostAPIChannelMessageJSONBody,
	nonce = makeNonce(),
): Promise<string> {
	const message = await client.rest.post(Routes.channelMessages(channelId), {
		body: { ...body, nonce, enforce_nonce: true } satisfies RESTPostAPIChannelMessageJSONBody,
	});
	return (message as APIMessage).id;
}

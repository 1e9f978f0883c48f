// Commands in what the bot writes become something to press, wherever it is written.
import type { Client } from 'discord.js';

/** Such as `/podcast start` as code, without options behind it. */
const TYPED = /`\/([a-z-]+)((?: [a-z-]+){1,2})`/g;

/** Where messages are written (API documentation, "Message", "Receiving and Responding"). */
const MESSAGES = /\/(?:callback|messages(?:\/[^/]+)?|webhooks\/\d+\/[^/]+)(?:\?|$)/;

/**
 * Makes the commands in a message clickable that are registered; what members wrote is escaped, and
 * so never looks like one.
 *
 * @param body - of a request to Discord, as JSON
 * @see {@link https://docs.discord.com/developers/reference#message-formatting}
 */
export function mentionCommands(client: Client, url: string, body: string): string {
	const commands = client.application?.commands.cache;
	if (!commands || !MESSAGES.test(url)) {
		return body;
	}
	return body.replace(TYPED, (typed, name: string, path: string) => {
		const command = commands.find((each) => each.name === name);
		return command && hasPath(command, path.trim().split(' '))
			? `</${name}${path}:${command.id}>`
			: typed;
	});
}

interface Option {
	name: string;
	options?: readonly Option[];
}

function hasPath(parent: { options?: readonly Option[] }, path: readonly string[]): boolean {
	const [name, ...rest] = path;
	const option = parent.options?.find((each) => each.name === name);
	return option !== undefined && (rest.length === 0 || hasPath(option, rest));
}

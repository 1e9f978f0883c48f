// The forms of what is copied from Discord, bot tokens and the id of a server; and of shards.
import { z } from 'zod';
import type { Shards } from '../../cluster/shard-plan.js';

/** Printable ASCII without what only stands around a token. */
const BOT_TOKEN = /^(?!.*["'`,;<>])[\x21-\x7e]+$/;

/** A token without the `Bot` that stands before it in requests. */
export function bareToken(text: string): string {
	return text.replace(/^(?:Bot|Bearer)\s+/i, '');
}

/** Whether a text can be a bot token. */
export function isBotToken(text: string): boolean {
	return BOT_TOKEN.test(text);
}

/** A bot token, also as requests carry it: `Bot abc`. */
export const botToken = z
	.string()
	.transform(bareToken)
	.refine(isBotToken, 'expected a bot token without spaces, quotes and the like');

const GUILD_LINK = /^(?:https?|discord):\/\/\S*\/channels\/(\d{17,20})(?:\/\S*)?$/;

/** The id of a server, also as part of a link to one of its channels. */
export const guildId = z
	.string()
	.transform((text) => GUILD_LINK.exec(text)?.[1] ?? text.replaceAll(/\s/g, ''))
	.pipe(z.string().regex(/^\d{17,20}$/, 'expected the id of a server, 17 to 20 digits'));

const SHARDS = /^(?<first>\d{1,5})(?:\s*-\s*(?<last>\d{1,5}))?\s*\/\s*(?<count>\d{1,5})$/;

/** All shards, or some of them: the first, where there are more the last, and how many there are. */
export const shards = z.string().transform((text, context): Shards => {
	if (text.toLowerCase() === 'auto') {
		return 'auto';
	}
	const { first, last = first, count } = SHARDS.exec(text)?.groups ?? {};
	const range = { first: Number(first), last: Number(last), count: Number(count) };
	if (first === undefined || range.first > range.last || range.last >= range.count) {
		const message =
			'expected auto, or shards counted from 0 and how many there are, such as 0/2 or 0-3/8';
		context.addIssue({ code: 'custom', message });
		return z.NEVER;
	}
	return range;
});

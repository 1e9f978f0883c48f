// May the bot do what it needs to, in each server and in its voice channels?
import {
	type APIChannel,
	type APIGuildMember,
	type APIGuildVoiceChannel,
	type APIUser,
	ChannelType,
	type RESTAPIPartialCurrentUserGuild,
} from 'discord.js';
import {
	missingAmong,
	NEEDED_IN_VOICE,
	type NeededPermission,
	permissionsIn,
} from './channel-permissions.js';
import { type Check, type Finding, fail, listSome, ok, quoteName, warn } from './check.js';
import type { DiscordRest } from './discord-rest.js';

/** Most servers that one answer lists. */
const MAX_GUILDS = 200;

/** Servers whose channels are looked at, two calls each: some 50 calls a second are allowed. */
const MAX_GUILDS_WITH_CHANNELS = 15;

/** Servers that are asked about at once. */
const GUILDS_AT_ONCE = 5;

/** What stands in the way in one server. */
interface GuildFinding {
	kind: Finding['kind'];
	text: string;
}

/** Looks at all servers as a whole, and into the channels of the first few. */
export function permissionsCheck(rest: DiscordRest): Check {
	return {
		name: 'permissions',
		whenSilent: `Discord's REST API at ${rest.host} is slow or silent: try again`,
		async run(signal) {
			try {
				const query = new URLSearchParams({ limit: String(MAX_GUILDS) });
				const [me, guilds] = await Promise.all([
					rest.get<APIUser>('/users/@me', { signal }),
					rest.get<RESTAPIPartialCurrentUserGuild[]>('/users/@me/guilds', { signal, query }),
				]);
				if (guilds.length === 0) {
					return warn('the bot is in no server yet', 'npm start prints the link that invites it');
				}
				const looked = await lookInto(guilds.slice(0, MAX_GUILDS_WITH_CHANNELS), (guild) =>
					findInChannels(rest, { guild, userId: me.id, signal }),
				);
				const others = guilds.slice(MAX_GUILDS_WITH_CHANNELS).map(findInGuild);
				return summarize([...looked, ...others], looked.length);
			} catch (error) {
				return fail(rest.describeFailure(error));
			}
		},
	};
}

async function lookInto<Item, Result>(
	items: readonly Item[],
	look: (item: Item) => Promise<Result>,
): Promise<Result[]> {
	const results: Result[] = [];
	for (let start = 0; start < items.length; start += GUILDS_AT_ONCE) {
		results.push(...(await Promise.all(items.slice(start, start + GUILDS_AT_ONCE).map(look))));
	}
	return results;
}

function findInGuild(guild: RESTAPIPartialCurrentUserGuild): GuildFinding {
	const missing = missingAmong(BigInt(guild.permissions));
	return missing.length === 0
		? { kind: 'ok', text: '' }
		: { kind: 'fail', text: `${quoteName(guild.name)} ${giveRole(missing)}` };
}

async function findInChannels(
	rest: DiscordRest,
	place: { guild: RESTAPIPartialCurrentUserGuild; userId: string; signal: AbortSignal },
): Promise<GuildFinding> {
	const { guild, userId, signal } = place;
	const [channels, member] = await Promise.all([
		rest.get<APIChannel[]>(`/guilds/${guild.id}/channels`, { signal }),
		rest.get<APIGuildMember>(`/guilds/${guild.id}/members/${userId}`, { signal }),
	]);
	const base = BigInt(guild.permissions);
	const holder = { base, guildId: guild.id, userId, roleIds: member.roles };
	const voiceChannels = channels.filter(isVoice);
	const closed = voiceChannels.flatMap((channel) => {
		const bits = permissionsIn(channel.permission_overwrites ?? [], holder);
		const missing = missingAmong(bits, NEEDED_IN_VOICE);
		return missing.length === 0 ? [] : [`${quoteName(channel.name)} (${missing.join(', ')})`];
	});
	const openCount = voiceChannels.length - closed.length;
	const missing = missingAmong(base).filter((name) => openCount === 0 || !isForVoice(name));
	if (missing.length > 0) {
		return { kind: 'fail', text: `${quoteName(guild.name)} ${giveRole(missing)}` };
	}
	if (closed.length === 0) {
		return { kind: 'ok', text: '' };
	}
	const text = `${quoteName(guild.name)} keeps the bot out of ${listSome(closed)}: where that is not meant, change the channel's permissions`;
	return openCount === 0
		? { kind: 'fail', text: `${text}; no voice channel is left` }
		: { kind: 'warn', text };
}

function isVoice(channel: APIChannel): channel is APIGuildVoiceChannel {
	return (
		channel.type === ChannelType.GuildVoice ||
		(channel.type as ChannelType) === ChannelType.GuildStageVoice
	);
}

function isForVoice(name: NeededPermission): boolean {
	return (NEEDED_IN_VOICE as readonly string[]).includes(name);
}

function giveRole(missing: readonly NeededPermission[]): string {
	return `lacks ${missing.join(', ')}: give it to the bot's role in the server's settings`;
}

function summarize(findings: readonly GuildFinding[], lookedInto: number): Finding {
	const failed = findings.filter(({ kind }) => kind === 'fail').map(({ text }) => text);
	const warned = findings.filter(({ kind }) => kind === 'warn').map(({ text }) => text);
	const problems = listSome([...failed, ...warned], '; ');
	if (failed.length > 0) {
		return fail(problems);
	}
	if (warned.length > 0) {
		return warn(problems);
	}
	const channels =
		lookedInto < findings.length ? `; channels looked at in the first ${lookedInto}` : '';
	const atLeast = findings.length >= MAX_GUILDS ? 'the first ' : '';
	return ok(`enough in ${atLeast}${findings.length} server(s) and their voice channels${channels}`);
}

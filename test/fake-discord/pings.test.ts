// Whom a message pings in the simulated Discord: as its `allowed_mentions` and the bot's permissions let it.
import { expect, onTestFinished, test } from 'vitest';
import { startFakeDiscord } from '../support/fake-discord/fake-discord.js';
import type { Role } from '../support/fake-discord/world/role.js';

/** A bot that posts into a channel, and two roles of which everybody may ping the first. */
async function setUp() {
	const discord = await startFakeDiscord();
	onTestFinished(() => discord.close());
	const account = discord.addBot({ name: 'Caster' });
	const guild = discord.addGuild({ name: 'Harbour', bots: [account] });
	const channel = guild.addTextChannel();
	const crew = guild.addRole({ name: 'Crew', isMentionable: true });
	const guests = guild.addRole({ name: 'Guests' });
	const content = `@everyone <@&${crew.id}> <@&${guests.id}> <@${account.id}> <@&1>`;
	async function post(allowed?: object) {
		const body = { content, ...(allowed && { allowed_mentions: allowed }) };
		const response = await fetch(`${discord.apiUrl}/v10/channels/${channel.id}/messages`, {
			method: 'POST',
			headers: { authorization: `Bot ${account.token}`, 'content-type': 'application/json' },
			body: JSON.stringify(body),
		});
		const { id } = (await response.json()) as { id: string };
		return { status: response.status, message: channel.messages.get(id) };
	}
	const deny = (...names: 'MentionEveryone'[]) =>
		channel.edit({ overwrites: [{ for: guild.everyone, deny: names }] });
	return { account, channel, crew, deny, guests, post };
}

const idsOf = (...roles: Role[]) => roles.map(({ id }) => id);

test('everybody who is mentioned is pinged where nothing is said of that', async () => {
	const { account, crew, guests, post } = await setUp();
	expect((await post()).message?.pings).toEqual({
		everyone: true,
		roleIds: idsOf(crew, guests),
		userIds: [account.id],
	});
});

test('only roles that are listed are pinged, and an edit pings nobody', async () => {
	const { crew, post } = await setUp();
	const { message } = await post({ parse: [], roles: [crew.id] });
	const pings = { everyone: false, roleIds: idsOf(crew), userIds: [] };
	expect(message?.pings).toEqual(pings);
	message?.edit({ content: '@everyone', allowed_mentions: { parse: ['everyone'] } });
	expect(message?.pings).toEqual(pings);
});

test('without Mention Everyone only roles are pinged that everybody may ping', async () => {
	const { crew, deny, guests, post } = await setUp();
	deny('MentionEveryone');
	const { message } = await post({ parse: ['everyone'], roles: [crew.id, guests.id] });
	expect(message?.pings).toEqual({ everyone: false, roleIds: idsOf(crew), userIds: [] });
});

test('roles are allowed as a whole or by id, not both', async () => {
	const { crew, post } = await setUp();
	expect((await post({ parse: ['roles'], roles: [crew.id] })).status).toBe(400);
});

// What a server and its hosts are told first.
import { expect, test } from 'vitest';
import { startStudio } from '../../support/studio.js';
import { until } from '../../support/until.js';

test('a server that the bot is added to is told three steps, in its first writable channel', async () => {
	const studio = await startStudio();
	const { account, discord } = studio;
	const guild = discord.addGuild({ name: 'Reef' });
	const closed = guild.addTextChannel({ name: 'rules' });
	const open = guild.addTextChannel({ name: 'general' });
	closed.edit({ overwrites: [{ for: guild.everyone, deny: ['SendMessages'] }] });
	guild.addBot(account);
	await until(() => open.messages.size).toBe(1);
	const [welcome] = [...open.messages.values()];
	expect(welcome?.content).toMatch(/1\. Join a voice channel and type <\/podcast start:\d+>/);
	expect(welcome?.content).toMatch(/2\. .+\n3\. /);
	expect(closed.messages.size).toBe(0);
	// Neither the servers that it was in, nor any twice.
	expect(studio.text.messages.size).toBe(0);
});

test('/podcast help says how to get on air, with commands to press, to who asks alone', async () => {
	const { host, text } = await startStudio();
	const help = await host.runCommand('podcast help', {}, { channel: text }).response();
	expect(help.isEphemeral).toBe(true);
	expect(help.content).toMatch(/<\/podcast check:\d+>/);
	expect(help.content).toMatch(/<\/podcast-privacy optout:\d+>/);
	expect(help.content.length).toBeLessThanOrEqual(2000);
});

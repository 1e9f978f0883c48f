// A bot that Discord recommends several shards for, in one process.
import { expect, test } from 'vitest';
import { countedFrames } from '../../support/fake-discord/counted-frames.js';
import { Guild } from '../../support/fake-discord/world/guild.js';
import { listen, podcastIdOf, startStudio } from '../../support/studio.js';

test('a server of each shard has its show, and all are heard', async () => {
	const guilds: Guild[] = [];
	const studio = await startStudio({
		account: { shards: 3, maxConcurrency: 3 },
		before({ account, guild }) {
			for (const id of [0, 1, 2]) {
				guilds.push(
					new Guild(guild.world, {
						name: `Quay ${id}`,
						bots: [account],
						shard: [id, 3],
					}),
				);
			}
		},
	});
	const { account, bot, discord } = studio;
	expect(discord.gateway.identifiesOf(account).map(({ shard }) => shard)).toEqual([
		[0, 3],
		[1, 3],
		[2, 3],
	]);
	expect(bot.guildCount).toBe(4);
	for (const [index, guild] of guilds.entries()) {
		const stage = guild.addVoiceChannel({ name: 'Lighthouse' });
		const text = guild.addTextChannel({ name: 'general' });
		const host = guild.addMember({ name: 'Ada', permissions: ['ManageGuild'] });
		host.join(stage);
		const panel = await host.runCommand('podcast start', {}, { channel: text }).response();
		const receiver = await listen(studio, podcastIdOf(panel.text));
		const speech = await host.speak(countedFrames(10, 1 + 20 * index), { speed: 10 });
		const sent = speech.sentTo(account).map(({ opus }) => opus);
		const heard = await receiver.heard.atLeast(sent.length);
		expect(heard.map(({ opus }) => opus)).toEqual(sent);
	}
});

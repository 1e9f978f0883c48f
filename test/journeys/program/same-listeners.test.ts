// What is played into other channels is played on after the real program was started again.
import { describe, expect, test } from 'vitest';
import { Guild } from '../../support/fake-discord/world/guild.js';
import type { Message } from '../../support/fake-discord/world/message.js';
import { until } from '../../support/until.js';
import { untilPlayed } from '../listening/listening-studio.js';
import {
	putOnAir,
	type RestartScene,
	setUp,
	startProgram,
	startProgramHere,
} from './restart-scene.js';

/** Two channels of the show's own server, with an account each, and one of another server. */
function addAudience({ account, discord, guild }: RestartScene) {
	const category = guild.addCategory({ name: 'Rooms' });
	const players = ['One', 'Two'].map((name) => {
		const player = discord.addBot({ name });
		guild.addBot(player);
		const room = guild.addVoiceChannel({ name: `Room ${name}`, category });
		guild.addMember({ name: `Guest ${name}` }).join(room);
		return { player, room };
	});
	const marina = new Guild(guild.world, { name: 'Marina', bots: [account] });
	const lounge = marina.addVoiceChannel({ name: 'Lounge' });
	const chat = marina.addTextChannel({ name: 'chat' });
	const mia = marina.addMember({ name: 'Mia', permissions: ['ManageGuild'] });
	mia.join(lounge);
	return { category, chat, lounge, marina, mia, players };
}

describe('a bot that plays its show into three channels', () => {
	test.each([['SIGKILL'], ['SIGTERM']] as const)(
		'plays it there again after %s, by the same accounts, with the same messages',
		async (signal) => {
			const scene = await setUp();
			const audience = addAudience(scene);
			const { category, chat, lounge, marina, mia, players } = audience;
			const environment = {
				DISCORD_LISTENER_TOKENS: players.map(({ player }) => player.token).join(),
			};
			const first = await startProgram(scene, environment);
			await first.program.printed(/Listener accounts: 2 of 2/);
			const show = await putOnAir(scene);
			const [link = ''] = /http\S+/.exec(show.text) ?? [];
			const relayed = await scene.host
				.runCommand('podcast relay', { category }, { channel: scene.text })
				.response();
			const listened = await mia
				.runCommand('podcast listen', { podcast: link }, { channel: chat })
				.response();
			const rooms = () => players.map(({ player }) => scene.guild.memberOf(player).voice.channel);
			// Whichever account has logged in first plays into the first room.
			await until(() => new Set(rooms())).toEqual(new Set(players.map(({ room }) => room)));
			const playedInto = rooms();
			const places = [
				...players.map(({ player }, index) => ({
					account: player,
					guild: scene.guild,
					channel: playedInto[index],
				})),
				{ account: scene.account, guild: marina, channel: lounge },
			];
			const arePlaying = async () => {
				for (const { account, channel, guild } of places) {
					await until(() => guild.memberOf(account).voice.channel).toBe(channel);
					await untilPlayed(
						scene,
						() => scene.discord.voice.sessionOf(account, guild)?.received ?? [],
					);
				}
			};
			await arePlaying();
			const before = [relayed, listened].map(({ text }) => withoutTime(text));

			await first.program.stop(signal);
			if (signal === 'SIGTERM') {
				expect([relayed, listened].map(isRestarting)).toEqual([true, true]);
			}
			const second = await startProgramHere(scene, environment);
			await arePlaying();
			await until(() => [relayed, listened].map(({ text }) => withoutTime(text))).toEqual(before);
			expect([scene.text.messages.size, chat.messages.size]).toEqual([2, 1]);
			for (const { program } of [first, second]) {
				expect(program.output).not.toContain(String(new URL(link).searchParams.get('key')));
			}
			await second.program.stop('SIGTERM');
		},
	);
});

function withoutTime(text: string): string {
	return text.replaceAll(/<t:\d+:R>/g, '');
}

function isRestarting({ text }: Message): boolean {
	return text.includes('🟡 Restarting');
}

// An account whose gateway closes for good while it plays, and panels that cannot be edited then.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SteppedClock } from '../../support/stepped-clock.js';
import { goOnAir } from '../../support/studio.js';
import { until } from '../../support/until.js';
import { linkOf, playInLounge, startListeningStudio } from './listening-studio.js';

test('a listener account that Discord ends tells why, is out of use, and the rest goes on', async () => {
	const studio = await startListeningStudio({
		listenerAccounts: 1,
		before: ({ account, audience, guild }) => {
			const player = [...guild.bots].find((bot) => bot !== account);
			if (player) {
				audience.guild.addBot(player);
			}
		},
	});
	const { audience, discord, guild, players, registry } = studio;
	const [player] = players;
	if (!player) {
		throw new Error('Expected a listener account');
	}
	const { id } = await goOnAir(studio);
	const { interaction, text } = await playInLounge(studio, await linkOf(studio, id));
	expect(text).toContain(`<@${player.id}>`);
	player.resetToken();
	discord.gateway.close(player, 4004);
	await interaction.until(
		'the panel says why',
		({ original }) => original?.text.includes('no longer accepts my token') || undefined,
	);
	expect(interaction.original?.text).toMatch(/Not played any more/);
	await until(() => studio.listenings.in(audience.guild.id)).toEqual([]);
	expect(studio.log()).toMatch(/Discord no longer accepts entry 1 of DISCORD_LISTENER_TOKENS/);
	expect(registry.get(guild.id)?.kind).toBe('on air');
	// What is played next is played by the account that is left.
	const again = await playInLounge(studio, await linkOf(studio, id));
	expect(again.text).toContain(`<@${studio.account.id}>`);
});

test('a message that says that something is played is corrected after any fault', async () => {
	const clock = new SteppedClock();
	const studio = await startListeningStudio({ clock });
	const { audience, dataDir, discord } = studio;
	const { id } = await goOnAir(studio);
	const { interaction } = await playInLounge(studio, await linkOf(studio, id));
	discord.rest.fail({ method: 'PATCH', path: /messages/, status: 503, times: 1000 });
	const left = audience.host.runCommand('podcast leave', {}, { channel: audience.text });
	await left.acknowledged();
	for (let minute = 0; minute < 10; minute++) {
		await clock.step(60_000);
	}
	const remembered = () => {
		const file = join(dataDir, 'listening.json');
		return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).panels : [];
	};
	expect(interaction.original?.text).toMatch(/Playing/);
	expect(remembered()).toHaveLength(1);
	discord.rest.clearFaults();
	await until(async () => {
		await clock.step(60_000);
		return interaction.original?.text;
	}).toMatch(/Not played any more.*Mia ended it\./s);
	await until(remembered).toEqual([]);
});

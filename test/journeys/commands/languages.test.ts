// Members are answered in the language of their Discord, and servers in their own.
import { expect, test } from 'vitest';
import type { Member } from '../../support/fake-discord/world/member.js';
import { goOnAir, type Studio, startStudio } from '../../support/studio.js';
import { until } from '../../support/until.js';

async function ask({ text }: Studio, member: Member, command: string): Promise<string> {
	return (await member.runCommand(command, {}, { channel: text }).response()).text;
}

test('a German member opts out in German, in a server whose panel and notice are French', async () => {
	const studio = await startStudio({
		before: ({ guild }) => {
			guild.preferredLocale = 'fr';
		},
	});
	const { guild, host, stage, text } = studio;
	const radio = guild.addTextChannel({ name: 'radio' });
	await host.runCommand('podcast announce', { channel: radio }, { channel: text }).response();
	const { panel } = await goOnAir(studio);
	expect(panel.text).toContain('## 🔴 À l’antenne : Lighthouse');
	expect(panel.text).toContain('Non répertoriée : quiconque a le lien peut écouter.');
	await until(() => panel.text).toContain('Ada l’a mise à l’antenne.');
	expect(panel.text).toContain('Ne pas diffuser ma voix');

	const german = guild.addMember({ name: 'Ben' });
	german.locale = 'de';
	german.join(stage);
	await until(() => [...stage.messages.values()].map((message) => message.text).join()).toMatch(
		/est à l’antenne\.\*\* \*\*Quiconque a le lien\*\* peut vous entendre.*Ne pas diffuser ma voix/s,
	);
	await until(() => [...radio.messages.values()].map((message) => message.text).join()).toContain(
		'🔴 **Lighthouse** est en direct\nLancée par **Ada** dans',
	);

	expect(await ask(studio, german, 'podcast-privacy optout')).toBe(
		'🔇 Deine Stimme wird **nicht gesendet**: in keiner Sendung dieses Bots, nirgends. In Discord hörst du und wirst du gehört wie immer.\nMich wieder senden',
	);
	expect(await ask(studio, german, 'podcast-privacy show')).toContain(
		'Deine Stimme ist in keiner Aufnahme.',
	);
	// An error is theirs alone, too; what the channel reads is the server's.
	host.locale = 'pt-BR';
	expect(await ask(studio, host, 'podcast stop')).toMatch(
		/^⚫ \*\*Hors antenne\*\* : Lighthouse, après/,
	);
	expect(await ask(studio, host, 'podcast stop')).toBe(
		'Este servidor não está no ar: `/podcast start` começa um programa.',
	);
	await until(() => panel.text).toContain('Ada l’a arrêtée.');
	expect(studio.log()).toContain('This server is not on air');
});

test('a German host reads what is set, what is refused and the new link in German', async () => {
	const studio = await startStudio();
	const { host, text } = studio;
	host.locale = 'de';
	const show = await ask(studio, host, 'podcast show');
	expect(show).toContain('**Kategorie**: nichts · **Sprache**: nichts');
	expect(show).toContain('📡 Feed, für Podcast-Apps:');
	expect(show).toContain('🎵 **Das Intro**: keines');
	const refused = host.runCommand('podcast show', { email: 'nobody' }, { channel: text });
	expect((await refused.response()).text).toBe(
		'**email**: Erwartet wird eine Adresse wie `host@example.org`; es kam `nobody`.\nEs hat sich nichts geändert.',
	);
	const intro = studio.discord.addAttachment({ name: 'intro.mp3', bytes: Buffer.from('nothing') });
	const faulty = host.runCommand('podcast show', { intro }, { channel: text });
	expect((await faulty.response()).text).toMatch(/^Diese Datei \(`intro`\) .*Es ist alles/);
	await goOnAir(studio);
	expect(await ask(studio, host, 'podcast link')).toMatch(
		/^🔗 Erledigt\. Der alte Link gilt nicht/,
	);
});

test('a member and a server of a language that is not spoken here read English', async () => {
	const studio = await startStudio({
		before: ({ guild, host }) => {
			guild.preferredLocale = 'ja';
			host.locale = 'ja';
		},
	});
	expect(await ask(studio, studio.host, 'podcast-privacy optout')).toContain('You are **off air**');
	const { panel } = await goOnAir(studio);
	expect(panel.text).toContain('## 🔴 On air: Lighthouse');
});

test('a show that was French is started again under its own title in a server that is Spanish now', async () => {
	const studio = await startStudio({
		before: ({ guild }) => {
			guild.preferredLocale = 'fr';
		},
	});
	const { guild, host, stage, text } = studio;
	const { panel } = await goOnAir(studio, { title: 'Marées *hautes*' });
	await host.runCommand('podcast stop', {}, { channel: text }).response();
	await until(() => panel.text).toContain('⚫ Hors antenne : Marées');
	expect(panel.text).toContain('Relancer');
	guild.preferredLocale = 'es-419';
	const again = `podcast:again:${stage.id}:unlisted:notice`;
	const next = await host.pressButton(panel, again).response();
	await until(() => next.text).toContain('Marées \\*hautes\\*');
});

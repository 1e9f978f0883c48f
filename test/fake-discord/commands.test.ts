// Registering and answering slash commands with the real discord.js.
import {
	ActionRowBuilder,
	ButtonBuilder,
	ButtonStyle,
	type ChatInputCommandInteraction,
	type Client,
	DiscordAPIError,
	Events,
	MessageFlags,
	ModalBuilder,
	PermissionFlagsBits,
	SlashCommandBuilder,
	StringSelectMenuBuilder,
	TextInputBuilder,
	TextInputStyle,
} from 'discord.js';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type FakeDiscord, startFakeDiscord } from '../support/fake-discord/fake-discord.js';
import { logIn } from '../support/fake-discord/real-client.js';
import type { Bot } from '../support/fake-discord/world/bot.js';
import type { Channel } from '../support/fake-discord/world/channel.js';
import type { Guild } from '../support/fake-discord/world/guild.js';
import { InteractionFailedError } from '../support/fake-discord/world/interaction.js';
import { ClientRefusalError } from '../support/fake-discord/world/invocation.js';
import type { Member } from '../support/fake-discord/world/member.js';

let discord: FakeDiscord;
let bot: Bot;
let guild: Guild;
let text: Channel;
let ada: Member;
let client: Client<true>;

beforeEach(async () => {
	discord = await startFakeDiscord();
	bot = discord.addBot({ name: 'Caster' });
	guild = discord.addGuild({ name: 'Harbour', bots: [bot] });
	text = guild.addTextChannel({ name: 'general' });
	ada = guild.addMember({ name: 'Ada' });
	client = await logIn(discord, bot);
	await client.application.commands.set([
		new SlashCommandBuilder()
			.setName('podcast')
			.setDescription('Puts this channel on air.')
			.addSubcommand((sub) =>
				sub
					.setName('start')
					.setDescription('Starts it.')
					.addStringOption((option) =>
						option
							.setName('title')
							.setDescription('What it is called.')
							.setRequired(true)
							.setAutocomplete(true),
					)
					.addUserOption((option) => option.setName('guest').setDescription('Who else.')),
			),
		new SlashCommandBuilder()
			.setName('secret')
			.setDescription('For moderators.')
			.setDefaultMemberPermissions(PermissionFlagsBits.ManageGuild),
	]);
});

afterEach(async () => {
	await client.destroy();
	await discord.close();
});

function onCommand(handle: (interaction: ChatInputCommandInteraction) => Promise<unknown>): void {
	client.on(Events.InteractionCreate, (interaction) => {
		if (interaction.isChatInputCommand()) {
			handle(interaction).catch((error) => client.emit(Events.Error, error));
		}
	});
}

it('brings a command with its options to the bot and the reply back', async () => {
	onCommand((interaction) =>
		interaction.reply(
			`${interaction.options.getSubcommand()} ${interaction.options.getString('title')} ` +
				`with ${interaction.options.getMember('guest')?.toString()}`,
		),
	);
	const interaction = ada.runCommand(
		'podcast start',
		{ title: 'Tides', guest: guild.owner },
		{ channel: text },
	);
	expect((await interaction.response()).content).toBe(`start Tides with <@${guild.owner.id}>`);
	expect(text.messages.size).toBe(1);
});

it('shows a deferred reply once it is edited, and follow-ups after it', async () => {
	onCommand(async (interaction) => {
		await interaction.deferReply({ flags: MessageFlags.Ephemeral });
		await interaction.editReply('ready');
		await interaction.followUp({ content: 'more', flags: MessageFlags.Ephemeral });
	});
	const interaction = ada.runCommand('podcast start', { title: 'Tides' }, { channel: text });
	const answer = await interaction.response();
	expect(answer.isEphemeral).toBe(true);
	expect(answer.content).toBe('ready');
	await interaction.until('a follow-up', ({ followUps }) => followUps[0]);
	expect(interaction.messages.map((message) => message.content)).toEqual(['ready', 'more']);
	expect(text.messages.size).toBe(0);
});

it('updates a message when its button is pressed', async () => {
	const row = new ActionRowBuilder<ButtonBuilder>().addComponents(
		new ButtonBuilder().setCustomId('stop').setLabel('Stop').setStyle(ButtonStyle.Danger),
	);
	onCommand((interaction) => interaction.reply({ content: 'on air', components: [row] }));
	client.on(Events.InteractionCreate, (interaction) => {
		if (interaction.isButton()) {
			interaction.update({ content: 'over', components: [] }).catch(() => {});
		}
	});
	const started = ada.runCommand('podcast start', { title: 'Tides' }, { channel: text });
	const message = await started.response();
	const pressed = await ada.pressButton(message, 'stop').response();
	expect(pressed).toBe(message);
	expect(message.versions.map((version) => version.content)).toEqual(['on air', 'over']);
	expect(() => ada.pressButton(message, 'stop')).toThrow(ClientRefusalError);
});

it('hands out autocomplete choices', async () => {
	client.on(Events.InteractionCreate, (interaction) => {
		if (interaction.isAutocomplete()) {
			const typed = interaction.options.getFocused();
			interaction.respond([{ name: `${typed}!`, value: typed }]).catch(() => {});
		}
	});
	const where = { channel: text, focused: 'title' };
	const interaction = ada.autocomplete('podcast start', { title: 'Ti' }, where);
	await interaction.acknowledged();
	expect(interaction.choices).toEqual([{ name: 'Ti!', value: 'Ti' }]);
});

it('refuses in the client what Discord would not offer', () => {
	const where = { channel: text };
	expect(() => ada.runCommand('secret', {}, where)).toThrow(ClientRefusalError);
	expect(() => ada.runCommand('podcast stop', {}, where)).toThrow(ClientRefusalError);
	expect(() => ada.runCommand('podcast start', {}, where)).toThrow('needs the option title');
	expect(guild.owner.runCommand('secret', {}, where).bot).toBe(bot);
});

it('refuses a second callback and a message that is too long', async () => {
	const codes: unknown[] = [];
	onCommand(async (interaction) => {
		const record = (error: unknown) => {
			codes.push(error instanceof DiscordAPIError ? error.code : error);
		};
		await interaction.reply('x'.repeat(2001)).catch(record);
		await interaction.reply('short');
		const again = `/interactions/${interaction.id}/${interaction.token}/callback` as const;
		await client.rest.post(again, { body: { type: 4 }, auth: false }).catch(record);
		await interaction.deleteReply();
		await interaction.editReply('gone').catch(record);
		await interaction.followUp('done');
	});
	const interaction = ada.runCommand('podcast start', { title: 'Tides' }, { channel: text });
	await interaction.until('a follow-up', ({ followUps }) => followUps[0]);
	expect(codes).toEqual([50035, 40060, 10008]);
});

it('takes files, select menus and modals', async () => {
	const menu = new ActionRowBuilder<StringSelectMenuBuilder>().addComponents(
		new StringSelectMenuBuilder().setCustomId('pick').addOptions({ label: 'One', value: '1' }),
	);
	const modal = new ModalBuilder()
		.setCustomId('ask')
		.setTitle('A question')
		.addComponents(
			new ActionRowBuilder<TextInputBuilder>().addComponents(
				new TextInputBuilder().setCustomId('name').setLabel('Name').setStyle(TextInputStyle.Short),
			),
		);
	onCommand((interaction) =>
		interaction.reply({
			content: 'here',
			components: [menu],
			files: [{ attachment: Buffer.from('tone'), name: 'tone.txt' }],
		}),
	);
	client.on(Events.InteractionCreate, (interaction) => {
		if (interaction.isStringSelectMenu()) {
			interaction.showModal(modal).catch(() => {});
		} else if (interaction.isModalSubmit()) {
			interaction.reply(`hello ${interaction.fields.getTextInputValue('name')}`).catch(() => {});
		}
	});
	const started = ada.runCommand('podcast start', { title: 'Tides' }, { channel: text });
	const message = await started.response();
	expect(message.attachments).toEqual(['tone.txt']);
	const picked = ada.select(message, 'pick', ['1']);
	await picked.acknowledged();
	const answer = await ada.submitModal(picked, { name: 'Ada' }).response();
	expect(answer.content).toBe('hello Ada');
});

it('tells the member when the bot did not answer in time', async () => {
	const late = discord.world.options;
	late.interactionLimitMs = 100;
	const codes: unknown[] = [];
	onCommand(async (interaction) => {
		await discord.until('the limit', () => (failed ? true : undefined));
		await interaction.reply('late').catch((error: DiscordAPIError) => codes.push(error.code));
		discord.world.watch.changed();
	});
	let failed = false;
	const interaction = ada.runCommand('podcast start', { title: 'Tides' }, { channel: text });
	await expect(interaction.response()).rejects.toThrow(InteractionFailedError);
	failed = true;
	discord.world.watch.changed();
	await discord.until('the refusal', () => codes[0]);
	expect(codes).toEqual([10062]);
});

it('refuses commands that are not well formed, naming each field', async () => {
	const error = await client.rest
		.put(`/applications/${bot.applicationId}/commands`, {
			body: [{ name: 'Bad Name', description: '' }],
		})
		.catch((reason: unknown) => reason);
	expect(error).toMatchObject({
		code: 50035,
		rawError: {
			errors: {
				0: {
					name: { _errors: [{ code: 'APPLICATION_COMMAND_INVALID_NAME' }] },
					description: { _errors: [{ code: 'BASE_TYPE_BAD_LENGTH' }] },
				},
			},
		},
	});
});

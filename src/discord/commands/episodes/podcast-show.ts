// `/podcast show`: what all shows of a server have in common; here their jingles.
import { type Attachment, MessageFlags } from 'discord.js';
import { UserError } from '../../../errors.js';
import { JingleError, MAX_JINGLE_BYTES } from '../../../show/jingles/jingles.js';
import {
	describeJingleFault,
	describeJingles,
	JINGLE_ANSWERS,
	JINGLE_OPTIONS,
} from '../../words/episodes/jingle-words.js';
import type { CommandContext, Subcommand } from '../command.js';
import { downloadAttachment } from './attachment-download.js';

const NAMES = ['intro', 'outro'] as const;

type Name = (typeof NAMES)[number];

/** `/podcast show`. */
export const showCommand: Subcommand = {
	define: (show) =>
		show
			.setName('show')
			.setDescription('See or set what all shows of this server have: intro and outro')
			.addAttachmentOption((intro) => intro.setName('intro').setDescription(JINGLE_OPTIONS.intro))
			.addAttachmentOption((outro) => outro.setName('outro').setDescription(JINGLE_OPTIONS.outro))
			.addStringOption((remove) =>
				remove
					.setName('remove')
					.setDescription(JINGLE_OPTIONS.remove)
					.addChoices(...NAMES.map((name) => ({ name, value: name }))),
			)
			.addBooleanOption((onAir) => onAir.setName('onair').setDescription(JINGLE_OPTIONS.onair)),
	async execute(interaction, context) {
		await interaction.deferReply({ flags: MessageFlags.Ephemeral });
		const { guildId, options } = interaction;
		const { jingles } = context;
		const removed = options.getString('remove') as Name | null;
		const isOnAir = options.getBoolean('onair');
		if (removed !== null) {
			await keep(context, jingles.remove(guildId, removed));
		}
		for (const name of NAMES) {
			const file = options.getAttachment(name);
			if (file) {
				await putJingle(context, { guildId, name, file });
			}
		}
		if (isOnAir !== null) {
			await keep(context, jingles.setOnAir(guildId, isOnAir));
		}
		await interaction.editReply(describeJingles(await jingles.facts(guildId)));
	},
};

/** @throws {UserError} where the file cannot be a jingle */
async function putJingle(
	context: CommandContext,
	{ file, guildId, name }: { file: Attachment; guildId: string; name: Name },
): Promise<void> {
	const { clock, discordApiUrl, jingles, logger } = context;
	if (file.size > MAX_JINGLE_BYTES) {
		throw new UserError(describeJingleFault(name, 'too large'));
	}
	const maxBytes = MAX_JINGLE_BYTES;
	const found = await downloadAttachment({ url: file.url, discordApiUrl, clock, maxBytes });
	switch (found.kind) {
		case 'too large':
			throw new UserError(describeJingleFault(name, 'too large'));
		case 'failed': {
			const { host, why } = found;
			logger.warn({ guildId, host, why }, 'An attachment cannot be fetched');
			throw new UserError(JINGLE_ANSWERS.notFetched);
		}
		case 'bytes':
			await keep(
				context,
				jingles.put(guildId, name, found.bytes).catch((cause: unknown) => {
					throw cause instanceof JingleError
						? new UserError(describeJingleFault(name, cause.fault), { cause })
						: cause;
				}),
			);
	}
}

/** @throws {UserError} where it is not kept */
async function keep({ logger }: CommandContext, kept: Promise<void>): Promise<void> {
	try {
		await kept;
	} catch (cause) {
		if (cause instanceof UserError) {
			throw cause;
		}
		logger.error({ err: cause }, 'A jingle cannot be kept');
		throw new UserError(JINGLE_ANSWERS.notKept, { cause });
	}
}

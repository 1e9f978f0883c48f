// Tells members, in every show, that what they say in a channel goes on air, or that they are asked.
import { MessageFlags } from 'discord.js';
import type { VoicePrivacy } from '../../../consent/voice-consent.js';
import type { Language } from '../../../languages.js';
import { languageOfServer } from '../../words/spoken-language.js';
import { describeNotice, describeUnasked, type NoticeFacts } from '../../words/voice-words.js';
import { type VoiceButtonName, voiceRow } from '../voice-buttons.js';
import { ChatNotice, type ChatNoticeOptions, type NoticeBody } from './chat-notice.js';

/** Everything that the notices of a show need. */
export interface NewcomerNoticeOptions
	extends Pick<
		ChatNoticeOptions,
		'channelId' | 'clock' | 'guild' | 'logger' | 'namesOf' | 'onRefused' | 'route'
	> {
	/** What there is to say of the show now. */
	facts: () => Omit<NoticeFacts, 'channelId'>;
	privacy: VoicePrivacy;
}

/** Speaks to newcomers of one show, and to who speaks without having been heard, until it is closed. */
export class NewcomerNotice {
	readonly #newcomers: ChatNotice;
	readonly #unasked: ChatNotice;

	constructor(options: NewcomerNoticeOptions) {
		const { channelId, facts, guild, privacy } = options;
		const shared = { ...options, pace: { sentAtMs: Number.NEGATIVE_INFINITY } };
		this.#newcomers = new ChatNotice({
			...shared,
			concerns: (userId) => !privacy.hasOptedOut(userId) && !privacy.wasTold(guild.id, userId),
			describe: (who) => {
				const told = { ...facts(), channelId: channelId() };
				const language = languageOfServer(guild);
				return makeBody(describeNotice(who, told, language), {
					isAsked: told.consent === 'ask',
					isRecorded: told.recording !== undefined,
					language,
				});
			},
			onTold: (userIds) => privacy.noteTold(guild.id, userIds),
		});
		this.#unasked = new ChatNotice({
			...shared,
			concerns: (userId) => !privacy.hasOptedOut(userId) && !privacy.hasAgreed(guild.id, userId),
			describe: (who) => {
				const language = languageOfServer(guild);
				const content = describeUnasked(who, channelId(), language);
				return makeBody(content, { isAsked: true, isRecorded: false, language });
			},
			onTold: () => {},
			// The other notice says so.
			onRefused: () => {},
		});
	}

	/** Takes members who may speak there from now on; who need not be told is left out. */
	welcome(userIds: Iterable<string>): void {
		this.#newcomers.tell(userIds);
	}

	/** Takes a member who speaks, and has not said whether they want to be heard. */
	remind(userId: string): void {
		this.#unasked.tell([userId]);
	}

	/** Tells those who are there already, now that the show is on air; others as they come. */
	open(): void {
		this.#newcomers.open();
		this.#unasked.open();
	}

	/** Says nothing any more; harmless when repeated. */
	close(): void {
		this.#newcomers.close();
		this.#unasked.close();
	}
}

function makeBody(
	content: string,
	{ isAsked, isRecorded, language }: { isAsked: boolean; isRecorded: boolean; language: Language },
): NoticeBody {
	const names: VoiceButtonName[] = [
		...(isAsked ? (['putOn'] as const) : []),
		...(isRecorded ? (['dontRecord'] as const) : []),
		'keepOff',
	];
	return {
		content,
		components: [voiceRow(names, language)],
		// Nobody is pinged: who is in the channel is spoken to where they are.
		allowed_mentions: { parse: [] },
		flags: MessageFlags.SuppressEmbeds,
	};
}

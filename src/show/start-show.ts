// The one way to begin a show, for commands, for a restart, and for whatever begins one by itself.

import type { EpisodePanel } from '../store/episode-manifest.js';
import { VoiceSession, type VoiceSessionOptions } from '../voice/voice-session.js';
import { Show } from './show.js';
import { ShowChime } from './show-chime.js';
import type { ShowKeeper, ShowPlan, ShowTools } from './show-plan.js';
import { ShowRecording } from './show-recording.js';
import type { ShowRegistry } from './show-registry.js';

/** Who shows a show to people. */
export interface ShowView {
	/** Shows it for the first time; the show counts as begun when this has resolved. */
	open(): Promise<void>;
	/** The message in which it is shown, where it is one. */
	readonly place?: EpisodePanel | undefined;
}

/** Everything that begins a show. */
export interface ShowStart {
	registry: ShowRegistry;
	tools: ShowTools;
	plan: ShowPlan;
	keeper: ShowKeeper;
	/** Called before anything has happened, so that no event is missed. */
	view: (show: Show) => ShowView;
}

/**
 * Begins a show, and takes it off air again where it was given up meanwhile.
 *
 * @throws {ShowRefusedError} where the guild cannot have one
 * @throws {ShowStartError} where it did not get on air
 */
export function startShow({ keeper, plan, registry, tools, view }: ShowStart): Promise<Show> {
	const { client, guild, id: channelId } = plan.channel;
	const place = { guildId: guild.id, channelId, accountId: client.user.id };
	return registry.start(place, async (signal) => {
		let chime: ShowChime | undefined;
		const joinVoice = async (options: VoiceSessionOptions) => {
			const voice = await (tools.joinVoice ?? VoiceSession.join)(options);
			chime?.useVoice(voice);
			return voice;
		};
		const recording = makeRecording(plan, tools, registry);
		const show = new Show(plan, { ...tools, joinVoice }, keeper, recording);
		registry.introduce(show);
		const shown = view(show);
		recording?.showIn(shown.place);
		chime = makeChime(show, tools);
		try {
			await show.start(signal);
		} catch (error) {
			chime?.close();
			throw error;
		}
		await shown.open();
		if (signal.aborted) {
			await show.part(signal.reason);
		}
		return show;
	});
}

/** It speaks by the show's own voice session: an account has one place in a guild. */
function makeChime(show: Show, { chime, clock, logger }: ShowTools): ShowChime | undefined {
	const { guild } = show.plan.channel;
	return (
		chime &&
		new ShowChime({
			source: chime,
			guild,
			events: show.events,
			clock,
			logger: logger.child({ guildId: guild.id }),
		})
	);
}

/** It begins with the show, and ends with it. */
function makeRecording(
	{ channel, consent, hostName, hostUserId, isRecorded, resumed, title, visibility }: ShowPlan,
	{ clock, logger, recordings, voices }: ShowTools,
	registry: ShowRegistry,
): ShowRecording | undefined {
	const { guild, id: channelId } = channel;
	return isRecorded && recordings
		? new ShowRecording({
				...recordings,
				privacy: voices.privacy,
				clock,
				logger: logger.child({ guildId: guild.id }),
				facts: {
					guildId: guild.id,
					channelId,
					title,
					serverName: guild.name,
					hostName,
					hostUserId,
					visibility,
					consent,
				},
				episodeId: resumed?.episodeId,
				track: (work) => registry.track(work),
			})
		: undefined;
}

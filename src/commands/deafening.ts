// The bot as moderators treat it: deafened, it hears nothing, whatever else works.
import { Events, type Guild, type VoiceState } from 'discord.js';
import type { OnAir } from './on-air.js';

const CAUSE = 'deafened';

/**
 * Warns while a moderator has deafened the bot.
 *
 * @param signal - ends the watch
 */
export function watchDeafening(guild: Guild, onAir: OnAir, signal: AbortSignal): void {
	const look = (isDeafened: boolean) => {
		if (isDeafened) {
			onAir.setWarning(
				CAUSE,
				'A moderator has deafened me: I hear nothing until that is undone (right-click me, **Server Deafen**).',
			);
		} else {
			onAir.clearWarning(CAUSE, 'I am not deafened any more and hear again.');
		}
	};
	const onVoiceState = (
		_before: VoiceState,
		{ id, guild: { id: guildId }, serverDeaf }: VoiceState,
	) => {
		if (guildId === guild.id && id === guild.client.user.id) {
			look(serverDeaf === true);
		}
	};
	guild.client.on(Events.VoiceStateUpdate, onVoiceState);
	signal.addEventListener('abort', () => guild.client.off(Events.VoiceStateUpdate, onVoiceState), {
		once: true,
	});
	look(guild.members.me?.voice.serverDeaf === true);
}

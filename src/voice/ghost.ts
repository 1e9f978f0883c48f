// The voice state of a process that died: a bot stands in a channel and does nothing.
import { GatewayOpcodes, type Guild } from 'discord.js';
import type { Logger } from 'pino';

/** Leaves the voice channel that an earlier process has left the account in, if there is one. */
export function leaveGhost(guild: Guild, logger: Logger): void {
	const channelId = guild.available ? guild.members.me?.voice.channelId : undefined;
	if (!channelId) {
		return;
	}
	logger.info({ guildId: guild.id, channelId }, 'Leaving a channel that a restart left us in');
	guild.shard.send({
		op: GatewayOpcodes.VoiceStateUpdate,
		d: { guild_id: guild.id, channel_id: null, self_mute: true, self_deaf: false },
	});
}

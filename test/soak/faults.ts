// What may happen to a show while it is on air, each as it happens in the field.
import { setTimeout as sleep } from 'node:timers/promises';
import type { FakeDiscord } from '../support/fake-discord/fake-discord.js';
import type { SeededRandom } from '../support/fake-discord/seeded-random.js';
import type { DaveEncryption } from '../support/fake-discord/voice/dave-encryption.js';
import type { Bot } from '../support/fake-discord/world/bot.js';
import type { ShowScene } from './show-scene.js';
import type { WatchedBot } from './watched-bot.js';

/** What faults strike with. */
export interface FaultParts {
	discord: FakeDiscord;
	account: Bot;
	bot: WatchedBot;
	random: SeededRandom;
}

/** Strikes; resolves when it is over, which is not yet when all is well again. */
export type Fault = (show: ShowScene) => Promise<unknown> | unknown;

const LASTING_MS = 1500;
/** A TOC byte of several frames without their number behind it (RFC 6716, 3.2.5). */
const NO_OPUS_PACKET = Uint8Array.of(0xfb);
const MALFORMED_PACKETS = 20;

/** Faults of one show. */
export function showFaults({ account, bot, discord, random }: FaultParts): Record<string, Fault> {
	const sessionOf = ({ guild }: ShowScene) => discord.voice.sessionOf(account, guild);
	const guestOf = ({ guests }: ShowScene) => guests[random.below(guests.length) === 0 ? 0 : 1];
	const last = () => sleep(LASTING_MS / 2 + random.below(LASTING_MS));
	return {
		'voice websocket cut': (show) => sessionOf(show)?.dropConnection(),
		'voice server crashed': (show) => sessionOf(show)?.dropConnection(4015),
		'voice session lost': (show) => sessionOf(show)?.dropConnection(4006),
		'voice server moved': (show) => discord.voice.moveServer(show.channel),
		'encryption renewed': ({ channel }) =>
			(discord.voice.callIn(channel).encryption as DaveEncryption).service.faults.reinitialise(),
		'packets lost': async (show) => {
			const session = sessionOf(show);
			session?.setNetwork({ lossRate: 0.3, duplicateRate: 0.1, reorderRate: 0.1, jitterMs: 40 });
			await last();
			session?.setNetwork(undefined);
		},
		'voice network dead': async (show) => {
			const session = sessionOf(show);
			if (session) {
				session.isBlackholed = true;
				await last();
				session.isBlackholed = false;
			}
		},
		'packets changed on the way': async (show) => {
			const session = sessionOf(show);
			if (session) {
				session.packetHook = (datagram) => [
					datagram.map((byte) => (random.below(50) === 0 ? random.below(256) : byte)),
				];
				await last();
				session.packetHook = undefined;
			}
		},
		'malformed packets': async (show) => {
			for (let packet = 0; packet < MALFORMED_PACKETS; packet++) {
				sessionOf(show)?.sendRaw(random.bytes(random.below(100)));
			}
			await talkNonsense(guestOf(show));
		},
		'own connection cut': () => bot.cutOwnConnection(random.next()),
		'member away and back': async (show) => {
			const guest = guestOf(show);
			guest.leave();
			await last();
			guest.join(show.channel);
		},
		'opted out and in': async (show) => {
			const guest = guestOf(show);
			await show.command(guest, 'podcast-privacy optout');
			await last();
			await show.command(guest, 'podcast-privacy optin');
		},
		'stopped and started again': async (show) => {
			await show.stop();
			await last();
			await show.start();
		},
	};
}

/** Faults of the main gateway, which concern all shows. */
export function gatewayFaults({ account, discord }: FaultParts): Record<string, () => void> {
	return {
		'gateway asks to reconnect': () => discord.gateway.requestReconnect(account),
		'gateway cut': () => discord.gateway.cut(account),
		'gateway session to resume': () => discord.gateway.invalidateSession(account, true),
		'gateway session lost': () => discord.gateway.invalidateSession(account, false),
	};
}

async function talkNonsense(member: ShowScene['host']): Promise<void> {
	if (member.voice.channel !== null) {
		const frames = Array.from({ length: MALFORMED_PACKETS }, () => NO_OPUS_PACKET);
		await member.speak(frames, { speaking: 'racing' });
	}
}

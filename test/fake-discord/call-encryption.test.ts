// The seam for end-to-end encryption, with a stand-in service and the real library as client.
import type { Client } from 'discord.js';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type FakeDiscord, startFakeDiscord } from '../support/fake-discord/fake-discord.js';
import { joinVoice, leaveVoice, logIn } from '../support/fake-discord/real-client.js';
import type {
	CallEncryption,
	EncryptedPeer,
} from '../support/fake-discord/voice/call-encryption.js';

// Opcodes of DAVE (protocol.md 1.1, "Voice Gateway Opcodes").
const PREPARE_EPOCH_OP = 24;
const KEY_PACKAGE_OP = 26;

class RecordingEncryption implements CallEncryption {
	readonly log: string[] = [];
	peer: EncryptedPeer | undefined;

	versionFor(maxVersion: number): number {
		return Math.min(1, maxVersion);
	}

	join(peer: EncryptedPeer): void {
		this.peer = peer;
		this.log.push(`join ${peer.userId} ${peer.maxVersion}`);
	}

	leave(peer: EncryptedPeer): void {
		this.log.push(`leave ${peer.userId}`);
	}

	handleJson(peer: EncryptedPeer, op: number): void {
		this.log.push(`json ${peer.userId} ${op}`);
	}

	handleBinary(peer: EncryptedPeer, op: number): void {
		this.log.push(`binary ${peer.userId} ${op}`);
	}

	addMember(userId: string): void {
		this.log.push(`add ${userId}`);
	}

	removeMember(userId: string): void {
		this.log.push(`remove ${userId}`);
	}

	encrypt(_userId: string, opus: Uint8Array): Uint8Array {
		return opus;
	}

	decrypt(_userId: string, payload: Uint8Array): Uint8Array {
		return payload;
	}

	settled(): Promise<void> {
		return Promise.resolve();
	}

	close(): void {
		this.log.push('close');
	}
}

let discord: FakeDiscord;
let client: Client<true>;
const encryption = new RecordingEncryption();

beforeEach(async () => {
	discord = await startFakeDiscord({ createEncryption: () => encryption });
});

afterEach(async () => {
	await client.destroy();
	await discord.close();
});

it('carries the messages of a client and of the service, binary and JSON, both ways', async () => {
	const bot = discord.addBot({ name: 'Caster' });
	const guild = discord.addGuild({ name: 'Harbour', bots: [bot] });
	const channel = guild.addVoiceChannel();
	const ada = guild.addMember({ name: 'Ada' });
	ada.join(channel);
	client = await logIn(discord, bot);
	const connection = await joinVoice(client, channel, { daveEncryption: true });
	const session = await discord.voice.ready(bot, guild);
	const keyPackages = () =>
		encryption.log.filter((line) => line === `binary ${bot.id} ${KEY_PACKAGE_OP}`).length;
	await discord.until('the first key package', () => (keyPackages() === 1 ? true : undefined));
	// A new epoch makes the client throw its group away and send another key package.
	encryption.peer?.sendJson(PREPARE_EPOCH_OP, { protocol_version: 1, epoch: 1 });
	await discord.until('the second one', () => (keyPackages() === 2 ? true : undefined));
	ada.leave();
	guild.memberOf(bot).disconnect();
	expect(encryption.log).toEqual([
		`add ${ada.id}`,
		`join ${bot.id} 1`,
		`binary ${bot.id} ${KEY_PACKAGE_OP}`,
		`binary ${bot.id} ${KEY_PACKAGE_OP}`,
		`remove ${ada.id}`,
		`leave ${bot.id}`,
	]);
	expect(session.isEnded).toBe(true);
	leaveVoice(connection);
});

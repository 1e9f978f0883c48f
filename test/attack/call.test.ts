// One member, or a stranger on the network, must not shake a call that others are heard in.
import { createSocket } from 'node:dgram';
import { expect, onTestFinished, test } from 'vitest';
import { countedFrames } from '../support/fake-discord/counted-frames.js';
import {
	createDaveEncryption,
	type DaveEncryption,
} from '../support/fake-discord/voice/dave-encryption.js';
import type { Member } from '../support/fake-discord/world/member.js';
import { goOnAir, listen, type Studio, startStudio, untilHeard } from '../support/studio.js';
import { until } from '../support/until.js';

const FRAME_MS = 20;

/** Longer than what was wont to shake it: a new group after 1.5 s, a new connection after 4.5 s. */
const ATTACK_FRAMES = 6000 / FRAME_MS;

/** Ciphertext of nobody's key, with a whole DAVE trailer: tag, nonce, size, marker. */
const UNOPENABLE = Buffer.concat([Buffer.alloc(60, 0x5a), Buffer.of(1, 12, 0xfa, 0xfa)]);

async function startCall(createEncryption?: typeof createDaveEncryption) {
	const studio = await startStudio({ discord: createEncryption ? { createEncryption } : {} });
	const eve = studio.guild.addMember({ name: 'Eve' });
	eve.join(studio.stage);
	const { id } = await goOnAir(studio);
	const { encryption } = studio.discord.voice.callIn(studio.stage);
	await (encryption as DaveEncryption | undefined)?.settled();
	const receiver = await listen(studio, id);
	await untilHeard(studio, { member: studio.host, receiver });
	return { studio, eve, receiver };
}

const sessionOf = ({ account, discord, guild }: Studio) => {
	const session = discord.voice.sessionOf(account, guild);
	if (!session) {
		throw new Error('Expected the bot to be in the call');
	}
	return session;
};

/** Sends a packet of somebody's SSRC, as the voice server passes it on, beside each of the host's. */
function attackBeside(studio: Studio, from: { userId: string; ssrc: number; payload: Uint8Array }) {
	const session = sessionOf(studio);
	let sequence = 0;
	session.packetHook = (_datagram, { userId }) => {
		if (userId === studio.host.id) {
			sequence += 1;
			const { payload, ssrc } = from;
			session.sendRtp(
				{ ssrc, sequence, timestamp: sequence * 960, payload },
				{ userId: from.userId, opus: payload, isTrailingSilence: false },
			);
		}
		return undefined;
	};
}

/** What has been done about the call's reception. */
function remediesOf(studio: Studio): string[] {
	const entry = studio.registry.get(studio.guild.id);
	const remedies = entry?.kind === 'on air' ? entry.onAir.stats.voice.remedies : [];
	return [...remedies].flatMap(([remedy, times]) => Array<string>(times).fill(remedy));
}

/** Lets the host talk through an attack; resolves with what of it listeners have got. */
async function talkThrough(studio: Studio, heard: { items: { nonce: Buffer }[] }) {
	const speech = await studio.host.speak(countedFrames(ATTACK_FRAMES));
	const sent = speech.sentTo(studio.account).map(({ nonce }) => Buffer.from(nonce).toString('hex'));
	await until(() => heard.items.at(-1)?.nonce.toString('hex')).toBe(sent.at(-1));
	const got = new Set(heard.items.map(({ nonce }) => nonce.toString('hex')));
	return { sent: sent.length, lost: sent.filter((nonce) => !got.has(nonce)).length };
}

/** Announces an SSRC of the member's own. */
async function announce(member: Member): Promise<number> {
	const speech = await member.speak(countedFrames(1), { speed: 10 });
	const [packet] = speech.packets.values();
	return packet?.[0]?.ssrc ?? 0;
}

test('frames that nobody can open cost the others one new group, and no connection', async () => {
	const { eve, receiver, studio } = await startCall(createDaveEncryption);
	const ssrc = await announce(eve);
	attackBeside(studio, { userId: eve.id, ssrc, payload: UNOPENABLE });
	await talkThrough(studio, receiver.heard);
	expect(remediesOf(studio)).toEqual(['reinitialise']);
	await talkThrough(studio, receiver.heard);
	expect(remediesOf(studio)).toEqual(['reinitialise']);
});

test('whoever is off air has no remedies, and costs nobody a frame', async () => {
	const { eve, receiver, studio } = await startCall(createDaveEncryption);
	const ssrc = await announce(eve);
	await eve.runCommand('podcast-privacy optout', {}, { channel: studio.text }).response();
	attackBeside(studio, { userId: eve.id, ssrc, payload: UNOPENABLE });
	const { lost } = await talkThrough(studio, receiver.heard);
	expect(lost).toBe(0);
	expect(remediesOf(studio)).toEqual([]);
});

test('datagrams of anybody but the voice server are dropped before all else', async () => {
	const { receiver, studio } = await startCall();
	const session = sessionOf(studio);
	const stranger = createSocket('udp4');
	onTestFinished(() => new Promise((resolve) => stranger.close(() => resolve())));
	const { address, port } = session.remote as { address: string; port: number };
	// Real packets that never came: a stranger who has them cannot put them on air.
	session.packetHook = (datagram) => {
		stranger.send(datagram, port, address);
		return [];
	};
	const before = receiver.heard.items.length;
	await studio.host.speak(countedFrames(20), { speed: 10, trailingSilence: 0 });
	const dropped = () => {
		const entry = studio.registry.get(studio.guild.id);
		return entry?.kind === 'on air'
			? entry.onAir.stats.voice.dropped.get('not from the voice server')
			: undefined;
	};
	await until(dropped).toBe(20);
	expect(receiver.heard.items.length).toBe(before);
	session.packetHook = undefined;
	await studio.host.speak(countedFrames(3), { speed: 10 });
	await until(() => receiver.heard.items.length).toBeGreaterThanOrEqual(before + 3);
});

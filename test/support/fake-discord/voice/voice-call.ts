// One call: everybody connected to one voice channel, and who hears whom.
import type { Bot } from '../world/bot.js';
import type { Channel } from '../world/channel.js';
import type { MessageMember } from '../world/message.js';
import type { Surroundings } from '../world/surroundings.js';
import type { CallEncryption } from './call-encryption.js';
import type { SentPacket } from './media-record.js';
import { VOICE_OP } from './opcodes.js';
import type { OpenedRtp, RtpPacket } from './rtp.js';

/** A member, as the call they are in knows them. */
export interface CallMember extends MessageMember {
	readonly guild: { readonly id: string; readonly world: Surroundings };
	readonly voice: { readonly channel: Channel | null };
	readonly canBeHeard: boolean;
	readonly canHear: boolean;
}

/** A bot's session, as the call it is in knows it. */
export interface CallSession {
	readonly bot: Bot;
	readonly member: CallMember;
	readonly isReady: boolean;
	send(op: number, d: unknown): void;
	sendRtp(
		packet: RtpPacket,
		about: { userId: string; opus: Uint8Array; isTrailingSilence: boolean },
	): SentPacket | undefined;
	sendSenderReport(report: { ssrc: number; timestamp: number; packetCount: number }): void;
}

/** Somebody in a call. */
export interface Participant {
	readonly member: CallMember;
	/** Another one each time somebody comes back. */
	readonly ssrc: number;
	/** Of a bot; people have none. */
	readonly session: CallSession | undefined;
	/** Whether op 5 about them has been sent; newcomers get it in their handshake. */
	isAnnounced: boolean;
	/** RTP sequence number of the next packet. */
	nextSequence: number;
	/** RTP timestamp of the last packet, and when that left. */
	lastTimestamp: number;
	lastSentAtMs: number | undefined;
}

/** One frame of somebody, before it is encrypted for each bot. */
export interface OutgoingFrame {
	opus: Uint8Array;
	sequence: number;
	timestamp: number;
	extension?: Uint8Array | undefined;
	paddingBytes?: number | undefined;
	isTrailingSilence: boolean;
}

/** `speaking` with only the microphone bit set. */
const SPEAKING_MICROPHONE = 1;

/** Everybody in a voice channel. */
export class VoiceCall {
	readonly channel: Channel;
	readonly encryption: CallEncryption | undefined;
	readonly participants = new Map<string, Participant>();

	constructor(channel: Channel, encryption: CallEncryption | undefined) {
		this.channel = channel;
		this.encryption = encryption;
	}

	/** The bots in the call whose handshake is done. */
	get sessions(): CallSession[] {
		return [...this.participants.values()]
			.map((participant) => participant.session)
			.filter((session) => session?.isReady === true) as CallSession[];
	}

	/** A person joins: everybody is told (op 11). A bot is told of once it has identified. */
	join(member: CallMember, ssrc: number, session?: CallSession): Participant {
		const { random } = member.guild.world;
		const participant: Participant = {
			member,
			ssrc,
			session,
			isAnnounced: false,
			nextSequence: random.below(0x1_0000),
			lastTimestamp: random.below(0x1_0000_0000),
			lastSentAtMs: undefined,
		};
		this.participants.set(member.id, participant);
		if (!session) {
			this.announceMember(member.id);
			this.encryption?.addMember(member.id);
		}
		return participant;
	}

	/** Takes a person over from the call's previous voice server, ssrc and numbering included. */
	adopt(participant: Participant): void {
		this.participants.set(participant.member.id, participant);
		this.encryption?.addMember(participant.member.id);
	}

	/** Op 11 to all others. */
	announceMember(userId: string): void {
		for (const session of this.#othersOf(userId)) {
			session.send(VOICE_OP.CLIENTS_CONNECT, { user_ids: [userId] });
		}
	}

	/** Somebody left, unless a later session of the same bot has taken the place (op 13). */
	leave(member: CallMember, session?: CallSession): void {
		if (this.participants.get(member.id)?.session !== session) {
			return;
		}
		this.participants.delete(member.id);
		for (const other of this.#othersOf(member.id)) {
			other.send(VOICE_OP.CLIENT_DISCONNECT, { user_id: member.id });
		}
		if (!session) {
			this.encryption?.removeMember(member.id);
		}
	}

	/** Op 5 to everybody else: from now on the ssrc belongs to this user. */
	announceSpeaking(participant: Participant, speaking: number = SPEAKING_MICROPHONE): void {
		participant.isAnnounced = true;
		for (const session of this.#othersOf(participant.member.id)) {
			session.send(VOICE_OP.SPEAKING, {
				user_id: participant.member.id,
				ssrc: participant.ssrc,
				speaking,
			});
		}
	}

	/** Sends a frame to every bot that hears; what the bots must get is returned. */
	sendFrame(participant: Participant, frame: OutgoingFrame): Map<CallSession, SentPacket> {
		const packets = new Map<CallSession, SentPacket>();
		if (this.participants.get(participant.member.id) !== participant) {
			return packets;
		}
		const userId = participant.member.id;
		const payload = this.encryption ? this.encryption.encrypt(userId, frame.opus) : frame.opus;
		if (!payload) {
			return packets;
		}
		for (const session of this.#listenersOf(participant)) {
			const { opus, isTrailingSilence, ...header } = frame;
			const packet = session.sendRtp(
				{ ...header, ssrc: participant.ssrc, payload },
				{ userId, opus, isTrailingSilence },
			);
			if (packet) {
				packets.set(session, packet);
			}
		}
		return packets;
	}

	/** Passes a bot's packet on to the other bots, as a forwarding unit does. */
	forward(from: CallSession, packet: OpenedRtp, opus: Uint8Array): void {
		const participant = this.participants.get(from.member.id);
		if (participant?.session !== from || !from.member.canBeHeard) {
			return;
		}
		const { sequence, timestamp, payload } = packet;
		for (const session of this.#listenersOf(participant)) {
			session.sendRtp(
				{ sequence, timestamp, payload, ssrc: participant.ssrc },
				{ userId: from.member.id, opus, isTrailingSilence: false },
			);
		}
	}

	#othersOf(userId: string): CallSession[] {
		return [...this.participants.values()]
			.map((participant) => participant.session)
			.filter((session) => session && session.member.id !== userId) as CallSession[];
	}

	#listenersOf(participant: Participant): CallSession[] {
		return this.sessions.filter(
			(session) => session !== participant.session && session.member.canHear,
		);
	}
}

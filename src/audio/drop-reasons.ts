// Why frames of members are not in the programme.

/** All reasons for which a frame is not heard. */
export const PROGRAMME_DROP_REASONS = [
	/** The same datagram came before. */
	'repeated',
	/** Its tick had passed. */
	'late',
	/** Its sender sends faster than it can be played. */
	'too many',
	/** Silence of somebody, while others are heard. */
	'silence',
	/** Its nonce could not be sent any more, after one of a newer voice session. */
	'old voice session',
	/** It could not be decoded, and was concealed. */
	'undecodable',
	/** The programme has ended. */
	'closed',
] as const;

/** Why a frame of a member was not heard. */
export type ProgrammeDropReason = (typeof PROGRAMME_DROP_REASONS)[number];

// Why a datagram of a voice session becomes no frame.

/** Why a datagram did not become a frame. */
export type VoiceDropReason =
	| 'not RTP'
	| 'foreign payload type'
	| 'no voice key yet'
	| 'transport decryption failed'
	| 'malformed payload'
	| 'speaker not announced'
	| 'end-to-end encryption not ready'
	| 'end-to-end decryption failed';

// Bitrates of the MP3 streams.

/** Those of MPEG-1 Layer III (ISO/IEC 11172-3, 2.4.2.3) that are worth while in stereo, in kbit/s. */
export const MP3_BITRATES_KBPS = [64, 96, 128, 160, 192, 256, 320] as const;

/** A constant bitrate, in kbit/s. */
export type Mp3Bitrate = (typeof MP3_BITRATES_KBPS)[number];

/** What every player and most connections can take. */
export const DEFAULT_MP3_BITRATE_KBPS = 128;

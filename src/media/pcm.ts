// Rates and sizes of sound.

/** Discord's and every Opus decoder's rate. */
export const SAMPLE_RATE_HZ = 48_000;

/** Interleaved left, right. */
export const CHANNELS = 2;

/** Samples a channel of a millisecond. */
export const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1000;

/** What one frame of the programme lasts. */
export const FRAME_DURATION_MS = 20;

/** Samples a channel of one frame. */
export const FRAME_SAMPLES = SAMPLES_PER_MS * FRAME_DURATION_MS;

/** The longest an Opus packet may last (RFC 6716, 3.2.5): 120 ms, in samples a channel. */
export const MAX_PACKET_SAMPLES = 6 * FRAME_SAMPLES;

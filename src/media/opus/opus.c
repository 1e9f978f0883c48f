// What the program asks of libopus: one call a packet, samples as numbers of full scale 1.
//
// .ci/build-opus.mjs compiles it, together with mix.c and libopus, to the two .wasm files beside it.
// Packets lie in a place that all codecs use in turn; codecs and samples where the caller has room.
#include "opus.h"

#include "pcm.h"

#define MAX_PACKET_SAMPLES (6 * FRAME_SAMPLES)
#define MAX_PACKET_BYTES (3 * 1276)

/** Half a step of 16 bits: 2 to the power of -16. */
#define HALF_STEP_BITS 0x37800000u

/** Told beside the number of samples where left and right are the same to 16 bits. */
#define IS_DUAL_MONO 0x10000

static unsigned char packet[MAX_PACKET_BYTES] __attribute__((aligned(ALIGNMENT)));
static float packet_pcm[MAX_PACKET_SAMPLES * CHANNELS] __attribute__((aligned(ALIGNMENT)));

/** A decoder, and what softens its peaks over packets. */
typedef struct {
	_Alignas(ALIGNMENT) float clipping[CHANNELS];
	_Alignas(ALIGNMENT) unsigned char opus[];
} Decoder;

EXPORT(packetAddress) unsigned char *packet_address(void) { return packet; }

/** Room for a packet's samples, for whoever has no other. */
EXPORT(pcmAddress) float *pcm_address(void) { return packet_pcm; }

EXPORT(version) const char *version(void) { return opus_get_version_string(); }

EXPORT(decoderBytes) int decoder_bytes(void) {
	return (int)sizeof(Decoder) + opus_decoder_get_size(CHANNELS);
}

EXPORT(encoderBytes) int encoder_bytes(void) { return opus_encoder_get_size(CHANNELS); }

/** Begins anew; @returns 0, or libopus' error. */
EXPORT(beginDecoding) int begin_decoding(Decoder *decoder) {
	memset(decoder->clipping, 0, sizeof decoder->clipping);
	return opus_decoder_init((OpusDecoder *)decoder->opus, SAMPLE_RATE_HZ, CHANNELS);
}

/** Begins anew, for CELT alone; samples are as good as 16 bits. @returns 0, or libopus' error. */
EXPORT(beginEncoding) int begin_encoding(OpusEncoder *encoder, int bitrate_bps, int complexity) {
	int error = opus_encoder_init(encoder, SAMPLE_RATE_HZ, CHANNELS,
		OPUS_APPLICATION_RESTRICTED_LOWDELAY);
	if (error == OPUS_OK) error = opus_encoder_ctl(encoder, OPUS_SET_BITRATE(bitrate_bps));
	if (error == OPUS_OK) error = opus_encoder_ctl(encoder, OPUS_SET_COMPLEXITY(complexity));
	if (error == OPUS_OK) error = opus_encoder_ctl(encoder, OPUS_SET_LSB_DEPTH(16));
	return error;
}

EXPORT(setComplexity) int set_complexity(OpusEncoder *encoder, int complexity) {
	return opus_encoder_ctl(encoder, OPUS_SET_COMPLEXITY(complexity));
}

/**
 * Decodes the packet, with peaks above full scale softened as libopus does it for 16-bit samples.
 *
 * @param pcm - room for `MAX_PACKET_SAMPLES` a channel
 * @returns samples a channel and `IS_DUAL_MONO`, or libopus' error
 */
EXPORT(decode) int decode(Decoder *decoder, int packet_bytes, float *pcm) {
	OpusDecoder *opus = (OpusDecoder *)decoder->opus;
	int samples = opus_decode_float(opus, packet, packet_bytes, pcm, MAX_PACKET_SAMPLES, 0);
	if (samples <= 0) return samples;
	uint32_t peak = bits_of(decoder->clipping[0]) | bits_of(decoder->clipping[1]);
	peak = peak & SIZE_BITS ? FULL_SCALE_BITS + 1 : 0;
	uint32_t difference = 0;
	for (int index = 0; index < samples * CHANNELS; index += CHANNELS) {
		float left = pcm[index];
		float right = pcm[index + 1];
		peak = larger(peak, bits_of(left) & SIZE_BITS);
		peak = larger(peak, bits_of(right) & SIZE_BITS);
		difference = larger(difference, bits_of(left - right) & SIZE_BITS);
	}
	if (peak >= INFINITY_BITS) {
		for (int index = 0; index < samples * CHANNELS; index++) {
			if ((bits_of(pcm[index]) & SIZE_BITS) >= INFINITY_BITS) pcm[index] = 0;
		}
	}
	if (peak > FULL_SCALE_BITS) {
		opus_pcm_soft_clip(pcm, samples, CHANNELS, decoder->clipping);
	}
	return samples | (difference < HALF_STEP_BITS ? IS_DUAL_MONO : 0);
}

/**
 * Encodes a frame of samples into the packet; what is above full scale is clipped in its place.
 *
 * @returns bytes, or libopus' error
 */
EXPORT(encode) int encode(OpusEncoder *encoder, float *pcm, int is_independent) {
	for (int index = 0; index < FRAME_VALUES; index++) {
		float sample = pcm[index];
		sample = sample > -1.0f ? sample : -1.0f;
		pcm[index] = sample < 1.0f ? sample : 1.0f;
	}
	opus_encoder_ctl(encoder, OPUS_SET_PREDICTION_DISABLED(is_independent));
	return opus_encode_float(encoder, pcm, FRAME_SAMPLES, packet, MAX_PACKET_BYTES);
}

/** What libopus calls where it finds itself wrong; the caller begins that codec anew. */
void celt_fatal(const char *text, const char *file, int line) {
	(void)text, (void)file, (void)line;
	__builtin_trap();
}

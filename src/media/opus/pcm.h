// Sizes of sound, and how samples are compared: for opus.c and mix.c.
#ifndef PCM_H
#define PCM_H

#include <stdint.h>
#include <string.h>

#define EXPORT(name) __attribute__((export_name(#name)))

#define SAMPLE_RATE_HZ 48000
#define CHANNELS 2
#define FRAME_SAMPLES 960
#define FRAME_VALUES (FRAME_SAMPLES * CHANNELS)

/** Of all that is more than a number: codecs, packets, samples. */
#define ALIGNMENT 16

/** Bits of a float without its sign are in the order of its size; what is no number comes last. */
#define SIZE_BITS 0x7fffffffu
#define FULL_SCALE_BITS 0x3f800000u
#define INFINITY_BITS 0x7f800000u

static inline uint32_t bits_of(float value) {
	uint32_t bits;
	memcpy(&bits, &value, sizeof bits);
	return bits;
}

static inline float float_of(uint32_t bits) {
	float value;
	memcpy(&value, &bits, sizeof value);
	return value;
}

static inline uint32_t larger(uint32_t one, uint32_t other) { return one > other ? one : other; }

#endif

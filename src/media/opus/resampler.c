// libopus' silk/resampler_private_IIR_FIR.c, eight taps at once; its licence is in COPYING.
//
// The way of voices from 16 kHz to 48: twice the rate first, then each sample of the wanted rate from
// the eight around it. Whole numbers, so the same bits come out.
#include <string.h>
#include <wasm_simd128.h>

#include "SigProc_FIX.h"
#include "resampler_private.h"

/** Twice the samples of the longest batch, and what is kept of the one before. */
#define MAX_LINE_SAMPLES (2 * RESAMPLER_MAX_BATCH_SIZE_IN + RESAMPLER_ORDER_FIR_12)

/** Places between two samples that there are taps for. */
#define PHASES 12

static opus_int16 *interpolate(opus_int16 *out, const opus_int16 *line, int end, int step) {
	v128_t taps[PHASES];
	for (int phase = 0; phase < PHASES; phase++) {
		const opus_int16 *first = silk_resampler_frac_FIR_12[phase];
		const opus_int16 *last = silk_resampler_frac_FIR_12[PHASES - 1 - phase];
		taps[phase] = wasm_i16x8_make(first[0], first[1], first[2], first[3], last[3], last[2], last[1],
			last[0]);
	}
	// Places in samples, times 2 to the power of 16.
	for (int place = 0; place < end; place += step) {
		v128_t samples = wasm_v128_load(&line[place >> 16]);
		v128_t sums = wasm_i32x4_dot_i16x8(samples, taps[silk_SMULWB(place & 0xffff, PHASES)]);
		sums = wasm_i32x4_add(sums, wasm_i32x4_shuffle(sums, sums, 2, 3, 0, 1));
		int sum = wasm_i32x4_extract_lane(sums, 0) + wasm_i32x4_extract_lane(sums, 1);
		*out++ = (opus_int16)silk_SAT16(silk_RSHIFT_ROUND(sum, 15));
	}
	return out;
}

void silk_resampler_private_IIR_FIR(void *state, opus_int16 out[], const opus_int16 in[],
	opus_int32 count) {
	silk_resampler_state_struct *resampler = state;
	const size_t kept_bytes = RESAMPLER_ORDER_FIR_12 * sizeof(opus_int16);
	opus_int16 line[MAX_LINE_SAMPLES];
	memcpy(line, resampler->sFIR.i16, kept_bytes);
	for (;;) {
		int batch = silk_min(count, resampler->batchSize);
		silk_resampler_private_up2_HQ(resampler->sIIR, line + RESAMPLER_ORDER_FIR_12, in, batch);
		out = interpolate(out, line, batch << 17, resampler->invRatio_Q16);
		in += batch;
		count -= batch;
		if (count <= 0) {
			memcpy(resampler->sFIR.i16, line + 2 * batch, kept_bytes);
			return;
		}
		memcpy(line, line + 2 * batch, kept_bytes);
	}
}

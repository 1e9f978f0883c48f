// What is done to samples between decoding and encoding: how loud they are, their sum, its limit.
//
// A frame is 960 samples a channel, interleaved, full scale 1, and lies where the caller says. What has
// to be known of the frames before it is the caller's, who lays it into the places below.
#include <math.h>

#include "pcm.h"

/** Two numbers at once, where the processor can: samples that follow on each other. */
typedef double Pair __attribute__((vector_size(16)));
typedef Pair LoosePair __attribute__((aligned(8)));

/** Left and right of two samples. */
typedef float Quad __attribute__((vector_size(16)));

/* The K-weighting's two filters at 48 kHz (BS.1770-5, annex 1, tables 1 and 2). */

static const double SHELF_B[] = {1.53512485958697, -2.69169618940638, 1.19839281085285};
static const double PASS_B[] = {1, -2, 1};
#define SHELF_A1 -1.69065929318241
#define SHELF_A2 0.73248077421585
#define PASS_A1 -1.99004745483398
#define PASS_A2 0.99007225036621

/** Numbers that are kept of a channel: inputs, and outputs of either filter. */
#define INPUTS 8
#define OUTPUTS 4

/** Smaller ones are slow to reckon with; digital silence leaves them behind. */
#define DENORMAL 1e-20

typedef struct {
	double inputs[INPUTS];
	Pair shelved[OUTPUTS / 2];
	Pair passed[OUTPUTS / 2];
} Weighting;

static Weighting weightings[CHANNELS];

/** Where a voice's filters are while it is weighed; zeros before its first frame. */
EXPORT(weightingAddress) Weighting *weighting_address(void) { return weightings; }

EXPORT(weightingBytes) int weighting_bytes(void) { return (int)sizeof weightings; }

/** Two filters without feedback as one; @param product - two longer than `one` */
static inline void chain(double *product, const double *one, int length, const double *other) {
	for (int place = 0; place < length + 2; place++) product[place] = 0;
	for (int place = 0; place < length; place++) {
		for (int tap = 0; tap < 3; tap++) product[place + tap] += one[place] * other[tap];
	}
}

static inline void drop_denormals(double *values, int count) {
	for (int index = 0; index < count; index++) {
		if (fabs(values[index]) < DENORMAL) values[index] = 0;
	}
}

/**
 * In a filter's feedback, 1 + a1 z + a2 z², each output waits for the one before it. Times
 * 1 - a1 z + a2 z², above the line as below, it is 1 - (a1² - 2 a2) z² + a2² z⁴: two outputs at once.
 *
 * @returns sum of the squares of the channel's weighted samples
 */
static double weigh_channel(const float *pcm, Weighting *weighting) {
	const double shelf_mirror[] = {1, -SHELF_A1, SHELF_A2};
	const double pass_mirror[] = {1, -PASS_A1, PASS_A2};
	double both[5], with_shelf[7], taps[INPUTS + 1];
	chain(both, SHELF_B, 3, PASS_B);
	chain(with_shelf, both, 5, shelf_mirror);
	chain(taps, with_shelf, 7, pass_mirror);

	double line[INPUTS + FRAME_SAMPLES];
	memcpy(line, weighting->inputs, sizeof weighting->inputs);
	for (int index = 0; index < FRAME_SAMPLES; index++) {
		line[INPUTS + index] = pcm[index * CHANNELS];
	}
	Pair inputs[FRAME_SAMPLES / 2];
	for (int index = 0; index < FRAME_SAMPLES / 2; index++) {
		Pair input = {0, 0};
		for (int tap = 0; tap <= INPUTS; tap++) {
			input += taps[tap] * *(const LoosePair *)&line[INPUTS + 2 * index - tap];
		}
		inputs[index] = input;
	}
	const double shelf_1 = SHELF_A1 * SHELF_A1 - 2 * SHELF_A2, shelf_2 = -SHELF_A2 * SHELF_A2;
	const double pass_1 = PASS_A1 * PASS_A1 - 2 * PASS_A2, pass_2 = -PASS_A2 * PASS_A2;
	Pair shelved_1 = weighting->shelved[0], shelved_2 = weighting->shelved[1];
	Pair passed_1 = weighting->passed[0], passed_2 = weighting->passed[1];
	Pair sum = {0, 0};
	for (int index = 0; index < FRAME_SAMPLES / 2; index++) {
		Pair shelved = inputs[index] + shelf_2 * shelved_2 + shelf_1 * shelved_1;
		Pair passed = shelved + pass_2 * passed_2 + pass_1 * passed_1;
		shelved_2 = shelved_1;
		shelved_1 = shelved;
		passed_2 = passed_1;
		passed_1 = passed;
		sum += passed * passed;
	}
	memcpy(weighting->inputs, &line[FRAME_SAMPLES], sizeof weighting->inputs);
	weighting->shelved[0] = shelved_1;
	weighting->shelved[1] = shelved_2;
	weighting->passed[0] = passed_1;
	weighting->passed[1] = passed_2;
	drop_denormals((double *)weighting, sizeof *weighting / sizeof(double));
	return sum[0] + sum[1];
}

/**
 * Weighs a frame. @param is_dual_mono - both channels are the same, so one will do
 * @returns mean square of the weighted samples, on the mean of both channels
 */
EXPORT(weigh) double weigh(const float *pcm, int is_dual_mono) {
	double energy = weigh_channel(pcm, &weightings[0]);
	if (is_dual_mono) {
		weightings[1] = weightings[0];
		return energy / FRAME_SAMPLES;
	}
	return (energy + weigh_channel(pcm + 1, &weightings[1])) / (2 * FRAME_SAMPLES);
}

/**
 * Adds a frame to a sum, at a gain that goes in a line from the first to the last sample.
 *
 * @param gain - that of the sample before the first
 * @returns sum of the squares of the left channel, before the gain
 */
EXPORT(add) double add(float *sum, const float *pcm, double gain, double end_gain) {
	const Quad *from = (const Quad *)pcm;
	Quad *to = (Quad *)sum;
	const float step = (float)((end_gain - gain) / FRAME_SAMPLES);
	const float first = (float)gain;
	Quad gains = {first + step, first + step, first + 2 * step, first + 2 * step};
	Quad energy = {0, 0, 0, 0};
	for (int index = 0; index < FRAME_VALUES / 4; index++) {
		Quad values = from[index];
		to[index] += values * (gains + 2 * step * (float)index);
		energy += values * values;
	}
	return (double)energy[0] + energy[2];
}

/* The limiter. */

/**
 * Highest true peak of what is encoded, in dBFS. What is heard has to stay below -1 dBFS, and the
 * codec adds to peaks: up to 1 dB where voices just reach the ceiling, 2.5 dB where many shout at
 * once and the sum is as dense as noise. So the ceiling is the lower the higher the sum is.
 */
#define CEILING_DB -2.0
#define LOWEST_CEILING_DB -4.0

/** From this sum on, in dBFS, the ceiling is the lowest; at 0 it is the highest. */
#define DENSE_DB 8.0

/** 10 to the power of CEILING_DB / 20. */
#define CEILING 0.7943282347242815

/** The frame is looked at in pieces of 1.25 ms; the gain is a line from each border to the next. */
#define BLOCKS 16
#define BLOCK_SAMPLES (FRAME_SAMPLES / BLOCKS)
#define BLOCK_VALUES (BLOCK_SAMPLES * CHANNELS)

/** A true peak is seldom above its samples by more than this (3.5 dB). */
#define BETWEEN_SAMPLES 1.5

/** Way down before a peak, by a block: 1.5 dB. */
#define ATTACK 1.1885022274370185

/** Way back up, by a block: 25 dB a second, too slow to be heard as distortion. */
#define RELEASE 1.0036042690200642

/** Above this share of the ceiling, what the gain could not catch in time is bent, not cut. */
#define KNEE 0.95

/** Samples on either side of a midpoint that it is reckoned from. */
#define REACH_VALUES (4 * CHANNELS)

static float tail[REACH_VALUES] __attribute__((aligned(ALIGNMENT)));

/** Where the end of the frame before is while a frame is limited; zeros before the first. */
EXPORT(tailAddress) float *tail_address(void) { return tail; }

EXPORT(tailBytes) int tail_bytes(void) { return (int)sizeof tail; }

static double highest(const float *values, int count) {
	uint32_t peak = 0;
	for (int index = 0; index < count; index++) {
		peak = larger(peak, bits_of(values[index]) & SIZE_BITS);
	}
	return float_of(peak);
}

/**
 * Half-sample interpolation, 8 taps (ITU-T H.265, table 8-11, the half position).
 *
 * @param line - `REACH_VALUES` before the values are those before them
 * @returns the highest midpoint among that many, as far as their neighbours are known
 */
static double highest_between(const float *line, int count) {
	uint32_t peak = 0;
	for (int index = 0; index < count; index++) {
		const float *at = line + index;
		float middle = (40 * (at[6] + at[8]) - 11 * (at[4] + at[10]) + 4 * (at[2] + at[12]) -
			(at[0] + at[14])) / 64;
		peak = larger(peak, bits_of(middle) & SIZE_BITS);
	}
	return float_of(peak);
}

static double ceiling_of(double peak) {
	if (peak <= 1) return CEILING;
	double density = fmin(1, 20 * log10(peak) / DENSE_DB);
	return pow(10, (CEILING_DB + density * (LOWEST_CEILING_DB - CEILING_DB)) / 20);
}

static float bend(float sample, double ceiling) {
	double size = fabsf(sample);
	if (size <= ceiling * KNEE) return sample;
	double bent = KNEE + (1 - KNEE) * tanh((size / ceiling - KNEE) / (1 - KNEE));
	return copysignf((float)(ceiling * bent), sample);
}

/** Finds how much gain each block allows. @returns whether any is below 1 */
static int measure(const float *pcm, double *allowed, double *ceilings) {
	float line[REACH_VALUES + FRAME_VALUES];
	memcpy(line, tail, sizeof tail);
	memcpy(line + REACH_VALUES, pcm, FRAME_VALUES * sizeof *pcm);
	int is_loud = 0;
	for (int block = 0; block < BLOCKS; block++) {
		const int start = block * BLOCK_VALUES;
		double peak = highest(pcm + start, BLOCK_VALUES);
		if (peak * BETWEEN_SAMPLES > CEILING) {
			int known = block == BLOCKS - 1 ? BLOCK_VALUES - REACH_VALUES : BLOCK_VALUES;
			peak = fmax(peak, highest_between(line + start, known));
		}
		ceilings[block] = ceiling_of(peak);
		allowed[block] = peak > ceilings[block] ? ceilings[block] / peak : 1;
		is_loud |= peak > CEILING;
	}
	return is_loud;
}

/** The gain at each border: down in time before a peak, and slowly up behind it. */
static void plan_gains(double *gains, const double *allowed) {
	for (int border = 1; border <= BLOCKS; border++) {
		double after = border < BLOCKS ? allowed[border] : 1;
		double released = fmin(1, gains[border - 1] * RELEASE);
		gains[border] = fmin(released, fmin(allowed[border - 1], after));
	}
	for (int border = BLOCKS - 1; border > 0; border--) {
		gains[border] = fmin(gains[border], gains[border + 1] * ATTACK);
	}
}

static void apply(float *pcm, const double *gains, const double *ceilings) {
	for (int block = 0; block < BLOCKS; block++, pcm += BLOCK_VALUES) {
		const float first = (float)gains[block];
		const float step = (float)((gains[block + 1] - gains[block]) / BLOCK_SAMPLES);
		for (int index = 0; index < BLOCK_VALUES; index++) {
			pcm[index] *= first + step * (float)(index / CHANNELS + 1);
		}
		if (highest(pcm, BLOCK_VALUES) > ceilings[block] * KNEE) {
			for (int index = 0; index < BLOCK_VALUES; index++) {
				pcm[index] = bend(pcm[index], ceilings[block]);
			}
		}
	}
}

/**
 * Keeps a frame below the ceiling, in its place, between the samples too.
 *
 * @param gain - what the frame before ended with, 1 at first
 * @returns what this one ends with; 1 where the next may be left alone
 */
EXPORT(limit) double limit(float *pcm, double gain) {
	double gains[BLOCKS + 1] = {gain}, allowed[BLOCKS], ceilings[BLOCKS];
	int may_be_loud = gain < 1 || highest(pcm, FRAME_VALUES) * BETWEEN_SAMPLES > CEILING;
	int is_loud = may_be_loud && measure(pcm, allowed, ceilings);
	memcpy(tail, pcm + FRAME_VALUES - REACH_VALUES, sizeof tail);
	if (!is_loud && gain >= 1) return gain;
	plan_gains(gains, allowed);
	apply(pcm, gains, ceilings);
	return gains[BLOCKS];
}

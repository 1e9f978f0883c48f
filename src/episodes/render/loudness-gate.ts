// Integrated loudness of a programme: ITU-R BS.1770-5, annex 1, with both of its gates.
import { toEnergy, toLufs } from '../../audio/mix/k-weighting.js';

/** Blocks of 400 ms begin each 100 ms (BS.1770-5, annex 1, equation 3): in ticks of 20 ms. */
const BLOCK_TICKS = 20;
const STEP_TICKS = 5;
const STEPS_PER_BLOCK = BLOCK_TICKS / STEP_TICKS;

/** Blocks that are quieter do not count (equation 5). */
const ABSOLUTE_GATE_LUFS = -70;

/** Nor do those that are so much quieter than the rest, in LU (equation 6). */
const RELATIVE_GATE_LU = 10;

/**
 * Loudness of ticks of 20 ms.
 *
 * @param energies - mean square of each tick's weighted samples, both channels added
 * @returns LUFS; -Infinity where no block passes the gates
 */
export function integratedLufs(energies: Float32Array): number {
	const blocks = blocksOf(energies);
	const absolute = meanAbove(blocks, toEnergy(ABSOLUTE_GATE_LUFS));
	const relativeGate = absolute * 10 ** (-RELATIVE_GATE_LU / 10);
	return toLufs(meanAbove(blocks, Math.max(relativeGate, toEnergy(ABSOLUTE_GATE_LUFS))));
}

/** Mean square of each block; a programme that is shorter than one is one block. */
function blocksOf(energies: Float32Array): Float64Array {
	const steps = new Float64Array(Math.ceil(energies.length / STEP_TICKS));
	for (let tick = 0; tick < energies.length; tick++) {
		const step = Math.floor(tick / STEP_TICKS);
		steps[step] = (steps[step] as number) + (energies[tick] as number);
	}
	const blocks = new Float64Array(Math.max(1, steps.length - STEPS_PER_BLOCK + 1));
	for (let block = 0; block < blocks.length; block++) {
		let sum = 0;
		for (let step = block; step < Math.min(block + STEPS_PER_BLOCK, steps.length); step++) {
			sum += steps[step] as number;
		}
		blocks[block] = sum / Math.max(1, Math.min(BLOCK_TICKS, energies.length));
	}
	return blocks;
}

function meanAbove(blocks: Float64Array, gate: number): number {
	let sum = 0;
	let count = 0;
	for (const block of blocks) {
		if (block > gate) {
			sum += block;
			count += 1;
		}
	}
	return count === 0 ? 0 : sum / count;
}

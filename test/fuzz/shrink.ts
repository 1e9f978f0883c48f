// Makes an input that fails smaller, as long as it fails.

/** What shrinking goes by. */
export interface ShrinkOptions {
	/** Most tries. */
	runs: number;
	/** Whether there is time left. */
	mayGoOn: () => boolean;
	/** Whether an input still fails in the same way. */
	fails: (input: Uint8Array) => Promise<boolean>;
}

/** @returns the smallest input that was found to fail */
export async function shrink(
	input: Uint8Array,
	{ fails, mayGoOn, runs }: ShrinkOptions,
): Promise<Uint8Array> {
	let smallest = input;
	let left = runs;
	const takes = async (candidate: Uint8Array): Promise<boolean> => {
		left = mayGoOn() ? left - 1 : 0;
		if (left <= 0) {
			return false;
		}
		const isTaken = await fails(candidate);
		if (isTaken) {
			smallest = candidate;
		}
		return isTaken;
	};
	for (let size = Math.ceil(input.length / 2); size > 0 && left > 0; size = size >> 1) {
		for (let start = 0; start < smallest.length && left > 0; ) {
			const without = Buffer.concat([smallest.subarray(0, start), smallest.subarray(start + size)]);
			if (!(await takes(new Uint8Array(without)))) {
				start += size;
			}
		}
	}
	for (let offset = 0; offset < smallest.length && left > 0; offset++) {
		if (smallest[offset] !== 0) {
			const plain = Uint8Array.from(smallest);
			plain[offset] = 0;
			await takes(plain);
		}
	}
	return smallest;
}

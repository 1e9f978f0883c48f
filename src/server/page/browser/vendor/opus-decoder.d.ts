// opus-decoder as a browser loads it: a script without exports that sets a global.
import type { OpusDecoder } from 'opus-decoder';

declare global {
	interface Window {
		'opus-decoder': { OpusDecoder: typeof OpusDecoder };
	}
}

// Silence as a file that every browser plays: 8 kHz, mono, 8 bits (RFC 2361).

const SAMPLE_RATE_HZ = 8_000;

/** Systems show controls for what lasts longer than 5 s, as notices do not. */
const SECONDS = 10;

const HEADER_BYTES = 44;

/** What silence is in 8 bits without a sign. */
const MIDDLE = 128;

let address: string | undefined;

/** Address of the silence; made when it is first asked for. */
export function silentWave(): string {
	address ??= URL.createObjectURL(new Blob([makeWave()], { type: 'audio/wav' }));
	return address;
}

function makeWave(): ArrayBuffer {
	const samples = SAMPLE_RATE_HZ * SECONDS;
	const bytes = new Uint8Array(HEADER_BYTES + samples).fill(MIDDLE, HEADER_BYTES);
	const view = new DataView(bytes.buffer);
	const text = (at: number, word: string) => bytes.set(new TextEncoder().encode(word), at);
	text(0, 'RIFF');
	view.setUint32(4, HEADER_BYTES - 8 + samples, true);
	text(8, 'WAVEfmt ');
	view.setUint32(16, 16, true);
	view.setUint16(20, 1, true);
	view.setUint16(22, 1, true);
	view.setUint32(24, SAMPLE_RATE_HZ, true);
	view.setUint32(28, SAMPLE_RATE_HZ, true);
	view.setUint16(32, 1, true);
	view.setUint16(34, 8, true);
	text(36, 'data');
	view.setUint32(40, samples, true);
	return bytes.buffer;
}

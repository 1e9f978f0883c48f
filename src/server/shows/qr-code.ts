// An address as a QR code, for who sits before one screen and listens on another.
import { encodeQR } from 'qr';

/** White around the code (ISO/IEC 18004, 9.1), in modules. */
const QUIET_MODULES = 4;

/**
 * Draws a text as a picture that scales, black on white in dark colours, too: not all cameras read
 * it the other way round.
 *
 * @returns an SVG document
 */
export function qrCode(text: string): string {
	const rows = encodeQR(text, 'raw', { ecc: 'medium', border: QUIET_MODULES });
	const size = rows.length;
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${size}v${size}H0z"/><path d="${rows.map(drawRow).join('')}"/></svg>`;
}

/** Modules in a row become one rectangle. */
function drawRow(modules: readonly boolean[], y: number): string {
	const line = modules.map((isDark) => (isDark ? '1' : '0')).join('');
	return [...line.matchAll(/1+/g)]
		.map(({ 0: { length }, index }) => `M${index} ${y}h${length}v1h-${length}z`)
		.join('');
}

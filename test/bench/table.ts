// The table that the bench prints: one row a figure, its floor beside it, its aim and the verdict.
import type { Summary } from './statistics.js';

/** One line of the table. */
export interface Row {
	what: string;
	unit: string;
	measured: Summary;
	/** The bare loop of the same rounds. */
	floor?: Summary;
	/** Measured by floor, round by round. */
	ratio?: Summary;
	/** Upper bound of the ratio's median where there is a ratio, else of the measured median. */
	aim?: number;
	/** Lower bound of the same, for what is the better the more it is. */
	least?: number;
}

/** Whether a row keeps its aim; undefined where it has none. */
export function isAimMet({ aim, least, ratio, measured }: Row): boolean | undefined {
	const { median } = ratio ?? measured;
	const bounds = [
		...(aim === undefined ? [] : [median <= aim]),
		...(least === undefined ? [] : [median >= least]),
	];
	return bounds.length === 0 ? undefined : bounds.every(Boolean);
}

/** Lays the rows out in columns, as a Markdown table. */
export function formatTable(rows: readonly Row[]): string {
	const head = ['what', 'unit', 'median (min..max)', 'floor', 'ratio', 'aim', ''];
	const lines = [head, ...rows.map(cellsOf)];
	const widths = head.map((_, column) =>
		Math.max(...lines.map((cells) => (cells[column] as string).length)),
	);
	const format = (cells: readonly string[]) =>
		`| ${cells.map((cell, column) => cell.padEnd(widths[column] as number)).join(' | ')} |`;
	const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
	return [format(head), rule, ...lines.slice(1).map(format)].join('\n');
}

function cellsOf(row: Row): string[] {
	const { what, unit, measured, floor, ratio, aim, least } = row;
	const bound = [
		...(aim === undefined ? [] : [`<= ${aim}${ratio ? ' x' : ''}`]),
		...(least === undefined ? [] : [`>= ${least}${ratio ? ' x' : ''}`]),
	].join(', ');
	const verdict = { true: 'ok', false: 'MISSED', undefined: '' }[String(isAimMet(row))] as string;
	return [
		what,
		unit,
		formatSummary(measured),
		floor ? formatSummary(floor) : '',
		ratio ? formatSummary(ratio) : '',
		bound,
		verdict,
	];
}

function formatSummary({ median, min, max }: Summary): string {
	return min === max
		? formatNumber(median)
		: `${formatNumber(median)} (${formatNumber(min)}..${formatNumber(max)})`;
}

/** Three digits that count. */
function formatNumber(value: number): string {
	return value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 2);
}

// What the soak tells at its end, as tables and lines.
import type { Tally } from './crowd.js';
import type { Verdict } from './figures.js';
import type { FaultTally } from './storm.js';

/** All that there is to tell. */
export interface Report {
	verdicts: readonly Verdict[];
	visits: ReadonlyMap<string, Tally>;
	faults: ReadonlyMap<string, FaultTally>;
	warnings: ReadonlyMap<string, number>;
	/** Samples of `GET /metrics` at the end. */
	metrics: ReadonlyMap<string, number>;
	/** Frames that the probes heard. */
	heard: number;
	/** The most listeners at one time. */
	most: number;
}

/** The stages of a frame that are told. */
const STAGES = ['heard', 'passed_through', 'mixed', 'sent', 'passed_on', 'delivered'] as const;

/** Writes the report. */
export function formatReport(report: Report): string {
	const { faults, heard, metrics, most, verdicts, visits, warnings } = report;
	const frames = STAGES.map((stage) => {
		const count = metrics.get(`podcast_frames_total{stage="${stage}"}`) ?? 0;
		return `${stage.replace('_', ' ')} ${count}`;
	});
	return [
		formatTable([
			['at quiet points', 'after a third', 'at the end', 'at most', ''],
			...verdicts.map(({ what, early, late, limit, isKept }) => [
				what,
				formatNumber(early),
				formatNumber(late),
				formatNumber(limit),
				isKept ? 'ok' : 'LEFT ITS BOUND',
			]),
		]),
		formatTable([
			['fault', 'times', 'well again after, median', 'at most'],
			...[...faults].sort(byName).map(([name, { strikes, recoveriesMs }]) => {
				const sorted = [...recoveriesMs].sort((a, b) => a - b);
				const at = (index: number) => formatSeconds(sorted[index]);
				return [name, String(strikes), at(sorted.length >> 1), at(sorted.length - 1)];
			}),
		]),
		formatTable([
			['listeners', 'visits', 'answered', 'MB'],
			...[...visits].map(([name, { visits: count, answered, bytes }]) => [
				name,
				String(count),
				String(answered),
				(bytes / 1e6).toFixed(1),
			]),
		]),
		`Frames: ${frames.join(', ')}; heard by the probes ${heard}. At most ${most} listeners at one time.`,
		...[...warnings].map(([words, times]) => `Warned ${times} times: ${words}`),
	].join('\n\n');
}

function formatTable(rows: readonly (readonly string[])[]): string {
	const [head = []] = rows;
	const widths = head.map((_, column) =>
		Math.max(...rows.map((cells) => cells[column]?.length ?? 0)),
	);
	const lines = rows.map((cells) =>
		cells
			.map((cell, column) => cell.padEnd(widths[column] ?? 0))
			.join('  ')
			.trimEnd(),
	);
	return lines.join('\n');
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
	return a < b ? -1 : 1;
}

function formatNumber(value: number): string {
	return Number.isInteger(value) ? String(value) : value.toFixed(1);
}

function formatSeconds(milliseconds: number | undefined): string {
	return milliseconds === undefined ? '-' : `${(milliseconds / 1000).toFixed(1)} s`;
}

// Prometheus' text format, read strictly: what a scraper might put up with is an error here.

/** One metric with all its lines. */
export interface ParsedMetric {
	type: 'counter' | 'gauge' | 'histogram';
	help: string;
	/** Values by name and labels, as they stand in the text: `name{a="b"}`. */
	samples: Map<string, number>;
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const LABEL = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\[\\\\"n])*"';
const SAMPLE = new RegExp(`^(${NAME})(\\{${LABEL}(?:,${LABEL})*\\})? (\\S+)$`);
const VALUE = /^(?:[+-]?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|Inf)|NaN)$/i;
const HISTOGRAM_SUFFIX = /_(?:bucket|sum|count)$/;

/**
 * Parses a whole scrape.
 *
 * @returns metrics by name
 * @throws {SyntaxError} where a line is malformed, stands twice, or has no HELP and TYPE before it
 * @see {@link https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format}
 */
export function parsePrometheusText(text: string): Map<string, ParsedMetric> {
	const metrics = new Map<string, ParsedMetric>();
	let help: { name: string; text: string } | undefined;
	let current: { name: string; metric: ParsedMetric } | undefined;
	if (!text.endsWith('\n')) {
		throw new SyntaxError('Expected the last line to end in a line feed');
	}
	for (const line of text.split('\n')) {
		const fail = (problem: string) => new SyntaxError(`${problem}: ${line}`);
		const [, keyword, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? [];
		if (line === '') {
			continue;
		}
		if (keyword === 'HELP') {
			if (!new RegExp(`^${NAME}$`).test(name) || metrics.has(name)) {
				throw fail('Bad or repeated name');
			}
			help = { name, text: rest };
		} else if (keyword === 'TYPE') {
			if (help?.name !== name || !/^(?:counter|gauge|histogram)$/.test(rest)) {
				throw fail('Unexpected TYPE');
			}
			const metric = { type: rest as ParsedMetric['type'], help: help.text, samples: new Map() };
			current = { name, metric };
			metrics.set(name, metric);
		} else {
			const [, sampleName = '', labels = '', value = ''] = SAMPLE.exec(line) ?? [];
			const family =
				current?.metric.type === 'histogram'
					? sampleName.replace(HISTOGRAM_SUFFIX, '')
					: sampleName;
			if (!current || current.name !== family || !VALUE.test(value)) {
				throw fail('Malformed line, or one of another metric');
			}
			if (current.metric.samples.has(sampleName + labels)) {
				throw fail('Line stands twice');
			}
			current.metric.samples.set(sampleName + labels, Number(value.replace('Inf', 'Infinity')));
		}
	}
	return metrics;
}

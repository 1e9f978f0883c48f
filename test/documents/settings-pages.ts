// docs/settings.md and .env.example, made of the settings' own shapes and descriptions.
import { settingsShape } from '../../src/config/config.js';
import {
	SETTING_GROUPS,
	type SettingDescription,
	type SettingName,
} from '../../src/config/setting-descriptions.js';

/** No setting takes it, so that each one says what it would take. */
const TAKEN_BY_NONE = 'x://< <';

/** As much as a timer takes: what ends there has no upper end that anybody meets. */
const MAX_INTEGER = 2 ** 31 - 1;

const ENV_LINE_COLUMNS = 100;

const PAGE_HEAD = `# Settings

Everything that can be set, with its default and what it takes. You need one: \`DISCORD_TOKEN\`.

Settings are environment variables, or lines of a file \`.env\` in the folder where the bot is started
([\`.env.example\`](../.env.example) is one to copy). All that are wrong are reported at once, by name,
and names that are nearly those of settings, too. Quotes, comments and spaces around a value do not
count. Lists are separated by commas, semicolons or lines. Times are written in milliseconds, sizes in
bytes, both without the unit. “Or more” ends at 2147483647.

This page and \`.env.example\` are written by \`npm run docs\` from what the program itself checks.
`;

const ENV_HEAD = `# Copy to .env and fill in the first line. What each setting takes: docs/settings.md.
# A line that begins with # counts for nothing; what stands there is the default, or an example.
# Times are written in milliseconds, sizes in bytes, both without the unit.
`;

/** Each setting with what is said of it, in the order of the documents. */
function describedSettings(
	settings: (typeof SETTING_GROUPS)[number]['settings'],
): [SettingName, SettingDescription][] {
	return Object.entries(settings) as [SettingName, SettingDescription][];
}

/** The default as it would be written; undefined where there is none, or none that is a word. */
export function writtenDefault(name: SettingName): string | undefined {
	const value: unknown = settingsShape.shape[name].parse(undefined);
	if (value instanceof URL) {
		return value.href;
	}
	return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined;
}

/** What a setting takes, from what it says of a value that it does not take. */
function describeForm(name: SettingName, unit: string | undefined): string {
	const { error } = settingsShape.shape[name].safeParse(TAKEN_BY_NONE);
	const message = error?.issues[0]?.message;
	if (message === undefined) {
		throw new Error(`Expected ${name} to refuse "${TAKEN_BY_NONE}"`);
	}
	const form = message
		.replace(/^expected (?:one of )?/, '')
		.replace(/; entry 1 is .*$|, not a URL$/, '');
	const [, min, max] = /^an integer from (\d+) to (\d+)/.exec(form) ?? [];
	if (min === undefined || max === undefined) {
		return form;
	}
	const least = describeAmount(name, Number(min));
	const most = describeAmount(name, Number(max));
	const range = Number(max) === MAX_INTEGER ? `${least} or more` : `${least} to ${most}`;
	return unit === undefined ? range : `${range} ${unit}`;
}

/** A number of what the end of the setting's name says. */
function describeAmount(name: string, value: number): string {
	if (name.endsWith('_MS')) {
		return describeMilliseconds(value);
	}
	return name.endsWith('_BYTES') ? describeBytes(value) : String(value);
}

function describeMilliseconds(value: number): string {
	if (value % 60_000 === 0) {
		return `${value / 60_000} min`;
	}
	return value % 1000 === 0 ? `${value / 1000} s` : `${value} ms`;
}

function describeBytes(value: number): string {
	if (value % 2 ** 20 === 0) {
		return `${value / 2 ** 20} MiB`;
	}
	if (value % 2 ** 10 === 0) {
		return `${value / 2 ** 10} KiB`;
	}
	return value === 1 ? '1 byte' : `${value} bytes`;
}

/** The default, with its amount in words. */
function describeDefault(name: SettingName, { fallback, unit }: SettingDescription): string {
	const value = writtenDefault(name);
	if (value === undefined) {
		return fallback ?? 'none';
	}
	const words = unit === undefined ? describeAmount(name, Number(value)) : `${value} ${unit}`;
	const isAmount = unit !== undefined || /_(?:MS|BYTES)$/.test(name);
	return isAmount ? `\`${value}\` (${words})` : `\`${value}\``;
}

/** The whole of docs/settings.md. */
export function settingsPage(): string {
	const groups = SETTING_GROUPS.map(({ title, intro, settings }) => {
		const rows = describedSettings(settings).map(([name, description]) => {
			const cells = [
				`\`${name}\``,
				describeDefault(name, description),
				describeForm(name, description.unit),
				description.meaning,
			];
			return `| ${cells.join(' | ')} |`;
		});
		const head = ['| setting | default | takes | meaning |', '| --- | --- | --- | --- |'];
		return [`## ${title}`, ...(intro ? [intro] : []), [...head, ...rows].join('\n')].join('\n\n');
	});
	return `${[PAGE_HEAD.trimEnd(), ...groups].join('\n\n')}\n`;
}

/** The whole of .env.example. */
export function envExample(): string {
	const groups = SETTING_GROUPS.map(({ title, intro, settings }) => {
		const entries = describedSettings(settings).map(([name, description]) => {
			const value = writtenDefault(name) ?? description.example ?? '';
			const mark = description.fallback === 'required' ? '' : '#';
			const [says = ''] = description.meaning.split(/(?<=\.) /);
			const form = describeForm(name, description.unit);
			return [...comment(`${plain(says)} Takes ${form}.`), `${mark}${name}=${value}`].join('\n');
		});
		const head = intro === undefined ? `# ${title}` : `# ${title}. ${plain(intro)}`;
		return [head, ...entries].join('\n\n');
	});
	return `${[ENV_HEAD.trimEnd(), ...groups].join('\n\n')}\n`;
}

/** Markdown's text without its links, code and emphasis. */
function plain(markdown: string): string {
	return markdown.replaceAll(/\[([^\]]+)\]\([^)]+\)/g, '$1').replaceAll(/`|\*\*/g, '');
}

function comment(text: string): string[] {
	const lines = [''];
	for (const word of text.split(' ')) {
		const line = `${lines.at(-1)} ${word}`;
		if (line.length < ENV_LINE_COLUMNS) {
			lines[lines.length - 1] = line;
		} else {
			lines.push(` ${word}`);
		}
	}
	return lines.map((line) => `#${line}`);
}

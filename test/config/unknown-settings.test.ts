import { expect, test } from 'vitest';
import { SETTING_NAMES } from '../../src/config/config.js';
import { findUnknownSettings } from '../../src/config/unknown-settings.js';

function find(...names: string[]): string[] {
	return findUnknownSettings(Object.fromEntries(names.map((name) => [name, 'x'])), SETTING_NAMES);
}

test.each([
	['PODCAST_TOKN', 'PODCAST_TOKEN'],
	['PUBLICURL', 'PUBLIC_URL'],
	['PUBLIC_ULR', 'PUBLIC_URL'],
	['publicUrl', 'PUBLIC_URL'],
	['discord_token', 'DISCORD_TOKEN'],
	['DISCORD_BOT_TOKEN', 'DISCORD_TOKEN'],
	['DATA-DIR', 'DATA_DIR'],
	['MAX_PODCAST', 'MAX_PODCASTS'],
	['Port', 'PORT'],
])('finds %s, and names %s', (name, meant) => {
	expect(find(name)).toEqual([`${name}: no setting has this name; is ${meant} meant?`]);
});

test('leaves alone what others set', () => {
	expect(
		find(
			'PATH',
			'HOSTNAME',
			'HOSTTYPE',
			'SHELL',
			'LOGNAME',
			'NODE_OPTIONS',
			'npm_config_loglevel',
			'XDG_DATA_DIRS',
			'PODCAST_SERVICE_HOST',
			'PODCAST_PORT',
			'PODCAST_PORT_5050_TCP_ADDR',
			'KUBERNETES_SERVICE_PORT',
			...SETTING_NAMES,
		),
	).toEqual([]);
});

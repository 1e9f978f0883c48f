// Who can open the links of our own server.
import { expect, test } from 'vitest';
import { tryLink } from '../../../src/client/trials/link-trial.js';
import { SteppedClock } from '../../support/stepped-clock.js';

const tryAt = (url: string) =>
	tryLink(new URL(url), { clock: new SteppedClock(), signal: new AbortController().signal });

test.each([
	['http://127.0.0.1:5050', 'only here', '127.0.0.1:5050'],
	['http://localhost:5050/live', 'only here', 'localhost:5050/live'],
	['http://0.0.0.0:5050', 'only here', '0.0.0.0:5050'],
	['http://[::1]', 'only here', '[::1]'],
	['http://192.168.1.5:5050', 'only near', '192.168.1.5:5050'],
	['http://[fd00::5]/', 'only near', '[fd00::5]'],
	['http://100.64.3.2', 'only near', '100.64.3.2'],
])('%s: %s', async (url, kind, told) => {
	expect(await tryAt(url)).toEqual({ kind, told });
});

test('a name without an address is tried, and says so', async () => {
	expect(await tryAt('https://radio.invalid')).toMatchObject({
		kind: 'tried',
		told: 'radio.invalid',
		page: { kind: 'unreachable', problem: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/) },
		websocket: { kind: 'unreachable' },
	});
});

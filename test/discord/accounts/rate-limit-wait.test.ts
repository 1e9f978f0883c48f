// Rate limits that say how long they last in no header.
import { RateLimitError, Routes } from 'discord.js';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../src/clock.js';
import { createClient } from '../../../src/discord/accounts/discord-client.js';
import { withWait } from '../../../src/discord/accounts/rate-limit-wait.js';
import { startFakeDiscord } from '../../support/fake-discord/fake-discord.js';

test.each([
	['as the body says', '{"message":"…","retry_after":0.25,"global":false}', '0.25'],
	['a second where the body is no JSON', '<html>error code: 1015</html>', '1'],
	['a second where the body says nothing', 'null', '1'],
])('waits %s', async (_, body, seconds) => {
	const response = await withWait(new Response(body, { status: 429 }) as never);
	expect(response.status).toBe(429);
	expect(response.headers.get('Retry-After')).toBe(seconds);
	expect(await response.text()).toBe(body);
});

test('leaves other answers as they are', async () => {
	const limited = new Response('', { status: 429, headers: { 'Retry-After': '3' } });
	const failed = new Response('', { status: 500 });
	expect(await withWait(limited as never)).toBe(limited);
	expect(await withWait(failed as never)).toBe(failed);
});

test.each([false, true])(
	'asks once where it is to wait for long (globally: %s)',
	async (isGlobal) => {
		const discord = await startFakeDiscord();
		onTestFinished(() => discord.close());
		const account = discord.addBot({ name: 'Caster' });
		const client = createClient({ discordApiUrl: discord.apiUrl, clock: systemClock });
		onTestFinished(() => client.destroy());
		client.rest.setToken(account.token);
		const path = /^\/users\/@me$/;
		discord.rest.fail({
			path,
			status: 429,
			retryAfter: 60,
			isWaitHidden: true,
			isGlobal,
			times: 20,
		});
		await expect(client.rest.get(Routes.user())).rejects.toBeInstanceOf(RateLimitError);
		expect(discord.rest.requests.filter((request) => path.test(request.path))).toHaveLength(1);
	},
);

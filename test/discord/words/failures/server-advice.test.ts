// What whoever runs the bot is told of its podcast server, and that nobody else is told so.
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { PodcastApi } from '../../../../src/client/podcast-api.js';
import { PodcastListener } from '../../../../src/client/podcast-listener.js';
import { PodcastSender } from '../../../../src/client/podcast-sender.js';
import { systemClock } from '../../../../src/clock.js';
import {
	adviseOperator,
	describeForOperator,
	describeServerFailure,
} from '../../../../src/discord/words/failures/server-advice.js';
import { referenceOf } from '../../../../src/error-reference.js';
import {
	ConnectionClosedError,
	PodcastApiError,
	PodcastError,
	TimeoutError,
} from '../../../../src/errors.js';
import { senderOptions, startService } from '../../../client/sender-fixture.js';
import {
	createAuthority,
	issueServerCertificate,
} from '../../../support/fake-discord/certificates.js';
import type { ConnectionFault, RestFault } from '../../../support/fake-podcast-service/faults.js';
import { SteppedClock } from '../../../support/stepped-clock.js';

const SETTING = /[A-Z]{2,}_[A-Z]/;
const CREDENTIALS = 'check PODCAST_CLIENT_ID and PODCAST_TOKEN';

/** What keeps a sender from starting. */
async function failureOf(faults: {
	rest?: RestFault;
	connection?: ConnectionFault;
}): Promise<PodcastError> {
	const service = await startService();
	service.failRest(...(faults.rest ? [faults.rest] : []));
	service.failConnection(...(faults.connection ? [faults.connection] : []));
	const started = PodcastSender.start({ ...senderOptions(service), startTimeoutMs: 0 });
	const error: unknown = await started.then(
		() => undefined,
		(reason: unknown) => reason,
	);
	expect(error).toBeInstanceOf(PodcastError);
	return error as PodcastError;
}

describe('a failure of the own podcast server', () => {
	test.each([
		[400, 'is PODCAST_API_URL the server of a compatible version?'],
		[401, CREDENTIALS],
		[403, CREDENTIALS],
		[404, 'check PODCAST_API_URL'],
		[308, 'set PODCAST_API_URL to its final address'],
	])('of status %i names the setting, which the fact itself does not', async (status, advice) => {
		const error = await failureOf({ rest: { type: 'answer', status, body: '' } });
		expect(error).toMatchObject({ status });
		expect(error.message).not.toMatch(SETTING);
		expect(describeForOperator(error)).toBe(`${error.message}: ${advice}`);
	});

	test.each([
		[4000, 'set PODCAST_CLIENT_ID and PODCAST_TOKEN'],
		[4001, CREDENTIALS],
	])('of close code %i does so, too', async (code, advice) => {
		const error = await failureOf({ connection: { type: 'close', code } });
		expect(error).toMatchObject({ closeCode: code });
		expect(error.message).not.toMatch(SETTING);
		expect(describeForOperator(error)).toBe(`${error.message}: ${advice}`);
	});

	test.each([
		[401, CREDENTIALS],
		[403, CREDENTIALS],
		[301, 'check PODCAST_API_URL, and what stands between'],
	])('of a handshake refused with %i does so, too', async (status, advice) => {
		const error = await failureOf({ connection: { type: 'status', status } });
		expect(error.message).toBe(`The podcast server refuses the websocket (status ${status})`);
		expect(describeForOperator(error)).toBe(`${error.message}: ${advice}`);
	});

	test('keeps what the server says, and when it may be asked again', async () => {
		const error = await failureOf({
			rest: {
				type: 'answer',
				status: 401,
				body: '{"error":{"code":"credentials_wrong","message":"who are you"}}',
				headers: { 'retry-after': '7' },
			},
		});
		expect(error).toMatchObject({ apiCode: 'credentials_wrong', retryAfterMs: 7000 });
		expect(error.message).toBe(
			'The podcast server refuses the credentials (401); try again in 7 s; it says: who are you',
		);
		expect(describeForOperator(error)).toBe(
			`The podcast server refuses the credentials (401): ${CREDENTIALS}; try again in 7 s; it says: who are you`,
		);
	});

	test('of its address names the setting that it stands in', async () => {
		const adviceOn = (problem: PodcastApiError['problem']) =>
			adviseOperator(new PodcastApiError('It is away', { problem }));
		expect(adviceOn('unreachable')).toMatch(/^check PODCAST_API_URL, and that the server is/);
		expect(adviceOn('name unknown')).toBe('check PODCAST_API_URL, and the network');
		expect(adviceOn('other host')).toBe('PODCAST_WEBSOCKET_HOSTS can allow it');
	});

	test('whose certificate nobody here knows says so, as a terminal shows it', async () => {
		const issued = issueServerCertificate(createAuthority().privateKeyPem);
		const server = createServer({ cert: issued.certificatePem, key: issued.privateKeyPem });
		onTestFinished(() => void server.close());
		await once(server.listen(0, '127.0.0.1'), 'listening');
		const apiUrl = new URL(`https://localhost:${(server.address() as AddressInfo).port}`);
		const credentials = { clientId: '1', clientToken: 'a-token' };
		const api = new PodcastApi({ apiUrl, ...credentials, clock: systemClock });
		const error = (await api.listPodcasts().catch((reason: unknown) => reason)) as PodcastApiError;
		expect(error).toMatchObject({ problem: 'unreachable' });
		expect(describeForOperator(error)).toMatch(
			/ cannot be reached \(\w+\): its certificate is not trusted.* NODE_EXTRA_CA_CERTS /,
		);
	});

	test.each([
		['CERT_HAS_EXPIRED', /^its certificate is not valid at this time/],
		['ERR_TLS_CERT_ALTNAME_INVALID', /^its certificate is for another name: the address has/],
		['DEPTH_ZERO_SELF_SIGNED_CERT', /^its certificate is not trusted/],
	])('of a certificate (%s) says what is wrong with that', (code, advice) => {
		const cause = Object.assign(new Error(code), { code });
		for (const error of [
			new PodcastApiError('It is away', { problem: 'unreachable', cause }),
			new ConnectionClosedError('Closed', { closeCode: 1006, cause }),
		]) {
			expect(adviseOperator(error)).toMatch(advice);
		}
	});

	test('that is no fault of a setting comes without advice', () => {
		for (const error of [
			new TimeoutError('No answer', 1),
			new PodcastApiError('A fault of its own', { status: 500 }),
			new Error('Anything'),
		]) {
			expect(describeForOperator(error)).toBe(error.message);
		}
	});
});

test.each([
	{ type: 'status', status: 401 },
	{ type: 'status', status: 403 },
	{ type: 'close', code: 4000 },
	{ type: 'close', code: 4001 },
] satisfies ConnectionFault[])('a link that is refused (%o) blames no setting', async (fault) => {
	const service = await startService();
	service.failConnection(fault);
	const events = { onFrame() {}, onDisconnected() {}, onReconnected() {}, onEnd() {} };
	const listening = PodcastListener.start({
		source: {
			address: () => ({
				url: new URL(`${service.url.replace('http', 'ws')}/?id=any`),
				headers: {},
			}),
			isComingBack: () => false,
		},
		clock: new SteppedClock(),
		logger: pino({ level: 'silent' }),
		events,
		random: () => 1,
		startTimeoutMs: 15_000,
		reconnectTimeoutMs: 6_000,
		helloTimeoutMs: 8_000,
		signal: new AbortController().signal,
	});
	await expect(listening).rejects.toMatchObject({
		message: expect.not.stringMatching(SETTING),
		...('status' in fault ? { status: fault.status } : { closeCode: fault.code }),
	});
});

test.each([
	[new PodcastApiError('Away', { problem: 'unreachable' }), 'cannot be reached'],
	[new PodcastApiError('No', { status: 401 }), 'does not let me in'],
	[new PodcastApiError('Oh', { status: 503 }), 'is too busy, or broken'],
	[new PodcastApiError('Hm', { status: 404 }), 'gave an answer that I do not understand'],
	[new TimeoutError('No answer', 1), 'did not answer in time'],
	[new Error('Anything'), 'gave an answer that I do not understand'],
])('%s is told to members without a setting, and with a code', (error, plain) => {
	const text = describeServerFailure(error);
	expect(text).toMatch(`The podcast server ${plain}.`);
	expect(text).not.toMatch(SETTING);
	expect(text).toContain(`\`${referenceOf(error)}\``);
});

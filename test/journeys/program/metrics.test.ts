import { describe, expect, onTestFinished, test } from 'vitest';
import { startFakeDiscord } from '../../support/fake-discord/fake-discord.js';
import { FakePodcastService } from '../../support/fake-podcast-service/fake-podcast-service.js';
import { parsePrometheusText } from '../../support/prometheus-text.js';
import { until } from '../../support/until.js';
import { CLIENTS, onAir, startProgram, startProgramHere } from './bot-program.js';
import { ChildProgram } from './child-program.js';
import { ProgramHere } from './program-here.js';

async function scrape(url: string): Promise<ReadonlyMap<string, number>> {
	const response = await fetch(`${url}/metrics`);
	expect(response.status).toBe(200);
	expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
	const metrics = parsePrometheusText(await response.text());
	for (const [name, { type }] of metrics) {
		expect(name).toMatch(/^podcast_/);
		expect(type !== 'counter' || name.endsWith('_total'), name).toBe(true);
	}
	return new Map([...metrics.values()].flatMap(({ samples }) => [...samples]));
}

/** Scrapes now and then until a sample has a value. */
async function scrapeUntil(url: string, sample: string, value: number) {
	let samples: ReadonlyMap<string, number> = new Map();
	await until(async () => {
		samples = await scrape(url);
		return samples.get(sample);
	}).toBe(value);
	return samples;
}

/** Cumulative, from half a millisecond to a second. */
function expectDelayBuckets(samples: ReadonlyMap<string, number>): void {
	const buckets = [...samples].flatMap(([sample, value]) => {
		const le = /^podcast_frame_delay_seconds_bucket\{le="(.+)"\}$/.exec(sample)?.[1];
		return le === undefined ? [] : [{ le, value }];
	});
	expect(buckets.map(({ le }) => le)).toEqual(
		['0.0005', '0.001', '0.002', '0.005', '0.01', '0.02', '0.05'].concat([
			'0.1',
			'0.2',
			'0.5',
			'1',
			'+Inf',
		]),
	);
	const values = buckets.map(({ value }) => value);
	expect(values).toEqual([...values].sort((a, b) => a - b));
}

function expectProcess(samples: ReadonlyMap<string, number>): void {
	for (const quantile of ['0.5', '0.9', '0.99', '1']) {
		const delay = samples.get(`podcast_event_loop_delay_seconds{quantile="${quantile}"}`);
		expect(delay).toBeGreaterThanOrEqual(0);
		expect(delay).toBeLessThan(10);
	}
	expect(samples.get('podcast_process_resident_memory_bytes')).toBeGreaterThan(1e6);
	expect(samples.get('podcast_build_info{version="0.1.0"}')).toBe(1);
}

const STAGES = ['heard', 'sent', 'passed_on', 'delivered'] as const;
const framesAt = (stage: string) => `podcast_frames_total{stage="${stage}"}`;
const lost = (stage: string, reason: string) =>
	`podcast_frames_lost_total{stage="${stage}",reason="${reason}"}`;

const reconnects = (connection: string, cause: string) =>
	`podcast_reconnects_total{connection="${connection}",cause="${cause}"}`;

describe('GET /metrics of the bot', () => {
	test('tells of the process, counts what was sent, and does not go back when the podcast ends', async () => {
		const parts = await startProgram({ SERVER_PROCESSES: '1' });
		const { host, serverUrl, text } = parts;
		const before = await scrape(serverUrl);
		expectProcess(before);
		for (const stage of STAGES) {
			expect(before.get(framesAt(stage))).toBe(0);
		}
		expect(before.get(lost('voice', 'transport_decryption_failed'))).toBe(0);
		expect(before.get('podcast_guilds_on_air')).toBe(0);

		const { podcastId, sent } = await onAir(parts);
		const frames = sent.length;
		const during = await scrape(serverUrl);
		expectDelayBuckets(during);
		for (const stage of STAGES) {
			expect(during.get(framesAt(stage)), stage).toBe(frames);
		}
		expect(during.get('podcast_guilds_on_air')).toBe(1);
		expect(during.get('podcast_podcasts{status="live"}')).toBe(1);
		expect(during.get('podcast_podcasts{status="waiting_for_sender"}')).toBe(0);
		expect(during.get('podcast_podcasts{status="waiting_for_return"}')).toBe(0);
		expect(during.get('podcast_receivers')).toBe(1);
		expect(during.get('podcast_listeners')).toBe(1);
		expect(during.get('podcast_event_streams')).toBe(0);
		expect(during.get('podcast_connections')).toBe(2);
		expect(during.get('podcast_buffered_bytes{at="sender"}')).toBe(0);
		expect(during.get('podcast_buffered_bytes{at="server"}')).toBe(0);
		expect(during.get('podcast_bytes_total{stage="sent"}')).toBe(
			during.get('podcast_bytes_total{stage="passed_on"}'),
		);
		expect(during.get('podcast_frame_delay_seconds_count')).toBe(frames);
		expect(during.get('podcast_frame_delay_seconds_bucket{le="+Inf"}')).toBe(frames);
		expect(during.get('podcast_frame_delay_seconds_sum')).toBeGreaterThan(0);
		expect([...during.keys()].join()).not.toContain(podcastId);

		await host.runCommand('podcast stop', {}, { channel: text }).response();
		const after = await scrapeUntil(serverUrl, 'podcast_guilds_on_air', 0);
		for (const stage of STAGES) {
			expect(after.get(framesAt(stage)), stage).toBe(frames);
		}
		expect(after.get('podcast_frame_delay_seconds_count')).toBe(frames);
		expect(after.get('podcast_podcasts{status="live"}')).toBe(0);
		expect(after.get('podcast_receivers')).toBe(0);

		const again = await onAir(parts);
		const both = await scrape(serverUrl);
		for (const stage of STAGES) {
			expect(both.get(framesAt(stage)), stage).toBe(frames + again.sent.length);
		}
	});

	test('counts losses by reason, and a voice connection that comes back', async () => {
		const parts = await startProgramHere();
		const { account, discord, guild, serverUrl } = parts;
		await onAir(parts);
		const session = await discord.voice.ready(account, guild);
		for (let index = 0; index < 3; index++) {
			session.sendRaw(Uint8Array.of(0x80, 0x78, index));
		}
		await scrapeUntil(serverUrl, lost('voice', 'not_rtp'), 3);
		session.dropConnection();
		const samples = await scrapeUntil(serverUrl, reconnects('voice', 'websocket_dropped'), 1);
		expect(samples.get(reconnects('voice', 'gateway_session_lost'))).toBe(0);
		expect(samples.get(reconnects('podcast', 'websocket_dropped'))).toBe(0);
		expect(samples.get('podcast_voice_recoveries_total{remedy="rejoin"}')).toBe(0);
		expect(samples.get('podcast_dave_failures_total{reason="end_to_end_decryption_failed"}')).toBe(
			0,
		);
	});

	test('is there with a foreign podcast server too, whose side it leaves out', async () => {
		const discord = await startFakeDiscord();
		onTestFinished(() => discord.close());
		const account = discord.addBot({ name: 'Caster' });
		const guild = discord.addGuild({ name: 'Harbour', bots: [account] });
		const channel = guild.addVoiceChannel();
		const host = guild.addMember({ name: 'Ada', permissions: ['ManageGuild'] });
		host.join(channel);
		const service = await FakePodcastService.start({ clients: new Map([['777', 'secret-token']]) });
		onTestFinished(() => service.close());
		const program = new ProgramHere({
			DISCORD_TOKEN: account.token,
			DISCORD_API_URL: discord.apiUrl,
			PODCAST_API_URL: service.url,
			PODCAST_CLIENT_ID: '777',
			PODCAST_TOKEN: 'secret-token',
			PORT: '0',
		});
		const [, url = ''] = await program.printed(/Health and metrics: (\S+)\/health/);
		await program.printed(/Invite it with: /);
		const health = await fetch(`${url}/health`);
		expect(await health.json()).toMatchObject({ ok: true, guildsOnAir: 0 });
		expect((await fetch(`${url}/podcast`, { method: 'POST' })).status).toBe(404);

		const text = guild.addTextChannel();
		await host.runCommand('podcast start', {}, { channel: text }).response();
		const samples = await scrapeUntil(url, 'podcast_guilds_on_air', 1);
		expect(samples.get(framesAt('sent'))).toBe(0);
		expect(samples.has(framesAt('delivered'))).toBe(false);
		expect(samples.has('podcast_receivers')).toBe(false);

		service.podcasts.items[0]?.dropSender();
		await scrapeUntil(url, reconnects('podcast', 'websocket_dropped'), 1);
		expect((await program.stop('SIGTERM')).code).toBe(0);
	});

	test('is left out, and nothing else, where a foreign podcast server has the port', async () => {
		const discord = await startFakeDiscord();
		onTestFinished(() => discord.close());
		const account = discord.addBot({ name: 'Caster' });
		const service = await FakePodcastService.start({ clients: new Map([['777', 'secret-token']]) });
		onTestFinished(() => service.close());
		const program = new ProgramHere({
			DISCORD_TOKEN: account.token,
			DISCORD_API_URL: discord.apiUrl,
			PODCAST_API_URL: service.url,
			PODCAST_CLIENT_ID: '777',
			PODCAST_TOKEN: 'secret-token',
			PORT: new URL(service.url).port,
		});
		await program.printed(/Invite it with: /);
		expect(program.output).toMatch(/No \/metrics and \/health: set another PORT/);
	});
});

test('the server alone tells its own side', async () => {
	const program = new ChildProgram('server', { PORT: '0', PODCAST_CLIENTS: CLIENTS });
	const [, url = ''] = await program.printed(/Podcast server: ([^,\s]+)/);
	const samples = await scrape(url);
	expect(samples.get(framesAt('passed_on'))).toBe(0);
	expect(samples.has(framesAt('heard'))).toBe(false);
	expect(samples.has('podcast_guilds_on_air')).toBe(false);
});

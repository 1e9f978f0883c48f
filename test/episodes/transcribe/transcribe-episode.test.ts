// Transcripts: whose words are whose, at their time; and services that fail in every way.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { speechPieces } from '../../../src/episodes/transcribe/speech-pieces.js';
import {
	transcribeEpisode,
	writeTranscript,
} from '../../../src/episodes/transcribe/transcribe-episode.js';
import type { TranscribeResult } from '../../../src/episodes/transcribe/transcribe-job.js';
import { TranscriptSchedule } from '../../../src/episodes/transcribe/transcript-schedule.js';
import { toWebVtt, withVoiceCalled } from '../../../src/episodes/transcribe/web-vtt.js';
import { SILENCE_FRAME } from '../../../src/media/opus-packet.js';
import { amplitudeAt, encode, tone } from '../../support/signal.js';
import { SteppedClock } from '../../support/stepped-clock.js';
import { until } from '../../support/until.js';
import { RecordedEpisode } from '../render/recorded-episode.js';
import { type Answer, answerSegments, serveTranscriptions } from './transcription-service.js';

const KEY = 'sk-a-key-that-nobody-may-see';

const THIRTY_MINUTES_MS = 30 * 60_000;

/** Ann from 2 s to 4 s and from 10 s to 12 s, somebody without a name from 5 s to 6 s. */
async function makeConversation() {
	const episode = await RecordedEpisode.make();
	episode.addTrack(700, [
		{ fromTick: 100, ticks: 100, hz: 440, peak: 0.1 },
		{ fromTick: 500, ticks: 100, hz: 440, peak: 0.1 },
	]);
	episode.addTrack(400, [{ fromTick: 250, ticks: 50, hz: 1000, peak: 0.1 }]);
	return episode;
}

async function transcribe(
	answer: Answer,
	{ clock = new SteppedClock(), nameOfAnn = () => 'Ann <b>\n' as string | undefined } = {},
) {
	const episode = await makeConversation();
	const { url, asked } = await serveTranscriptions(answer);
	const job = {
		folder: episode.folder,
		tracks: [
			{ number: 1, name: nameOfAnn },
			{ number: 2, name: () => undefined },
		],
		// The first 1.5 s are cut, and there is an intro of 4 s.
		heard: [{ fromMs: 1500, durationMs: 11_000, playedFromMs: 4000 }],
		service: { url, key: KEY, model: 'whisper-1', language: 'en' },
		clock,
	};
	return { episode, url, asked, result: transcribeEpisode(job) };
}

describe('a transcript', () => {
	test('has each voice at its time, names only of who allowed it', async () => {
		const { asked, episode, result, url } = await transcribe((response, { wav }) => {
			// Ann's two stretches follow one another with half a second between.
			const isAnn = wav.length > 44 + 2 * 16_000 * 2;
			answerSegments(
				response,
				isAnn
					? [
							{ start: 0.5, end: 1.5, text: ' One & two.' },
							{ start: 2.6, end: 3.5, text: ' Three.' },
						]
					: [{ start: 0, end: 1, text: ' Yes --> no.' }],
			);
		});
		const transcribed = await result;
		expect(transcribed).toEqual({
			kind: 'transcribed',
			transcriber: url.host,
			vtt: [
				'WEBVTT',
				'00:00:05.000 --> 00:00:06.000\n<v Ann &lt;b&gt;>One &amp; two.',
				'00:00:07.500 --> 00:00:08.500\n<v Speaker 2>Yes --&gt; no.',
				'00:00:12.560 --> 00:00:13.460\n<v Ann &lt;b&gt;>Three.\n',
			].join('\n\n'),
		});
		expect(asked.map(({ wav, ...rest }) => rest)).toEqual(
			Array(2).fill({
				path: '/v1/audio/transcriptions',
				authorization: `Bearer ${KEY}`,
				fields: { model: 'whisper-1', response_format: 'verbose_json', language: 'en' },
			}),
		);
		const { vtt } = transcribed as TranscribeResult & { kind: 'transcribed' };
		const output = await writeTranscript(episode.folder, { revision: 1, vtt });
		const file = episode.folder.outputFile(1, 'transcript.vtt');
		expect(readFileSync(file, 'utf8')).toBe(vtt);
		expect(output).toMatchObject({ name: 'transcript.vtt', bytes: Buffer.byteLength(vtt) });
	});

	test('names nobody who said no while it was made', async () => {
		let name: string | undefined = 'Ann';
		const { result } = await transcribe(
			(response) => {
				answerSegments(response, [{ start: 0, end: 1, text: 'One.' }]);
				name = undefined;
			},
			{ nameOfAnn: () => name },
		);
		expect(JSON.stringify(await result)).not.toContain('Ann');
		expect(await result).toMatchObject({ vtt: expect.stringContaining('<v Speaker 1>One.') });
	});

	test('has no part that ends where it begins, however much is said at once', () => {
		const vtt = toWebVtt([{ startMs: 1000, endMs: 1002, voice: 'Ann', text: 'word '.repeat(300) }]);
		const times = [...vtt.matchAll(/^(\S+) --> (\S+)$/gm)].map(([, from = '', to = '']) => [
			from,
			to,
		]);
		expect(times.length).toBeGreaterThan(5);
		for (const [from = '', to = ''] of times) {
			expect(to > from, `${from} --> ${to}`).toBe(true);
		}
	});

	test('calls a voice otherwise where it is named, and nowhere else', () => {
		const names = ['Ann', 'Ann <b>\n', ''];
		const cues = names.map((voice, at) => {
			return { startMs: 1000 * at, endMs: 1000 * at + 500, voice, text: '<v Ann> Ann.' };
		});
		const voicesIn = (vtt: string) => [...vtt.matchAll(/^<v ([^>]*)>/gm)].map(([, voice]) => voice);
		const vtt = toWebVtt(cues);
		expect(voicesIn(withVoiceCalled(vtt, { from: 'Ann', to: 'Speaker 1' }))).toEqual([
			'Speaker 1',
			'Ann &lt;b&gt;',
			'?',
		]);
		const others = withVoiceCalled(vtt, { from: 'Ann <b>\n', to: 'Speaker 2' });
		expect(voicesIn(withVoiceCalled(others, { from: '', to: 'Speaker 3' }))).toEqual([
			'Ann',
			'Speaker 2',
			'Speaker 3',
		]);
		expect(others.match(/&lt;v Ann&gt; Ann\./g)).toHaveLength(3);
	});

	test('is made of 16 kHz mono in which the voice is as it was', async () => {
		const { asked, result } = await transcribe((response) => answerSegments(response, []));
		await result;
		const wav = asked[1]?.wav as Buffer;
		expect([wav.readUInt16LE(22), wav.readUInt32LE(24), wav.readUInt16LE(34)]).toEqual([
			1, 16_000, 16,
		]);
		const samples = Float32Array.from(
			{ length: 8000 },
			(_, place) => wav.readInt16LE(44 + 2 * (4000 + place)) / 32_768,
		);
		// 1 kHz at a third of the rate that it is measured by.
		expect(amplitudeAt(3000, samples)).toBeCloseTo(0.1, 2);
	});

	test('is asked for in pieces, cut at a pause where there is one in time', async () => {
		const episode = await RecordedEpisode.make();
		const [, frame = SILENCE_FRAME] = encode(tone({ hz: 440, peak: 0.1, durationMs: 40 }));
		const seconds = (count: number) => Array<Uint8Array>(count * 50).fill(frame);
		const pause = Array<Uint8Array>(100).fill(SILENCE_FRAME);
		episode.addPackets([...seconds(11), ...pause, ...seconds(8), ...pause, ...seconds(1)]);
		const lengths: number[] = [];
		const pieces = speechPieces(episode.folder.trackFile(1), {
			// Seconds instead of minutes.
			pieceTicks: { least: 8 * 50, most: 10 * 50 },
			signal: new AbortController().signal,
		});
		for await (const { samples, places } of pieces) {
			lengths.push(samples.length / 16_000);
			expect(places[0]?.pieceMs).toBe(0);
		}
		// One second is left of eleven; eight more, half a second between. Words fade away in 40 ms.
		expect(lengths).toEqual([10, 9.58, 1]);
	});

	test('has lines of 65 characters at most, two at once', () => {
		const text = `${'word '.repeat(60)}${'x'.repeat(150)}`;
		const vtt = toWebVtt([{ startMs: 0, endMs: 60_000, voice: 'Ann', text }]);
		const blocks = vtt.trim().split('\n\n').slice(1);
		expect(blocks.length).toBeGreaterThan(2);
		for (const block of blocks) {
			const lines = block.replace('<v Ann>', '').split('\n').slice(1);
			expect(lines.length).toBeLessThanOrEqual(2);
			expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(65);
		}
	});
});

describe('a service that', () => {
	const failureOf = async (answer: Answer) => {
		const { result } = await transcribe(answer);
		const failed = await result;
		expect(JSON.stringify(failed)).not.toContain(KEY);
		return failed;
	};

	test('answers a page for people has no transcript', async () => {
		const failed = await failureOf((response) => {
			response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Welcome</html>');
		});
		expect(failed).toMatchObject({ kind: 'failed', failure: { kind: 'no transcript' } });
	});

	test('redirects is not followed, so the key stays', async () => {
		const elsewhere = await serveTranscriptions((response) => response.end());
		const failed = await failureOf((response) => {
			response.writeHead(307, { location: `${elsewhere.url.href}v1/` }).end();
		});
		expect(failed).toEqual({
			kind: 'failed',
			failure: { kind: 'redirected', status: 307 },
			isRetryable: false,
		});
		expect(elsewhere.asked).toEqual([]);
	});

	test('does not want us is not asked again, one that is busy is', async () => {
		expect(await failureOf((response) => response.writeHead(401).end(KEY))).toMatchObject({
			failure: { kind: 'answered', status: 401 },
			isRetryable: false,
		});
		expect(await failureOf((response) => response.writeHead(503).end())).toMatchObject({
			failure: { kind: 'answered', status: 503 },
			isRetryable: true,
		});
	});

	test('answers without end is cut off', async () => {
		const failed = await failureOf((response) => {
			const megabyte = Buffer.alloc(2 ** 20, ' ');
			const more = () => {
				while (!response.destroyed && response.write(megabyte)) {}
			};
			response.on('drain', more);
			more();
		});
		expect(failed).toMatchObject({ failure: { kind: 'answer too long' }, isRetryable: false });
	});

	test('breaks off is unreachable', async () => {
		const failed = await failureOf((response) => response.destroy());
		expect(failed).toMatchObject({ failure: { kind: 'unreachable' }, isRetryable: true });
	});

	test('hangs is given up after half an hour', async () => {
		const clock = new SteppedClock();
		const { asked, result } = await transcribe(() => {}, { clock });
		await until(() => asked.length).toBe(1);
		await clock.step(THIRTY_MINUTES_MS);
		expect(await result).toEqual({
			kind: 'failed',
			failure: { kind: 'too late', timeoutMs: THIRTY_MINUTES_MS },
			isRetryable: true,
		});
	});
});

describe('a schedule of transcripts', () => {
	const AWAY: TranscribeResult = {
		kind: 'failed',
		failure: { kind: 'answered', status: 503 },
		isRetryable: true,
	};

	test('tries again after 1, 10 and 60 minutes, and then tells why there is none', async () => {
		const clock = new SteppedClock();
		const triesMs: number[] = [];
		const done: [string, TranscribeResult][] = [];
		const schedule = new TranscriptSchedule({
			clock,
			onDone: (id, result) => done.push([id, result]),
			onFault: (_, error) => {
				throw error;
			},
		});
		schedule.begin('a', async () => {
			triesMs.push(clock.nowMs());
			return AWAY;
		});
		await until(() => clock.pendingTimers).toBe(1);
		for (let minute = 0; minute < 80; minute++) {
			await clock.step(60_000);
		}
		await schedule.close();
		expect(triesMs).toEqual([0, 1, 11, 71].map((minutes) => minutes * 60_000));
		expect(done).toEqual([['a', AWAY]]);
		expect(clock.pendingTimers).toBe(0);
	});

	test('gives up what is not wanted any more, and says nothing of it', async () => {
		const done: string[] = [];
		const schedule = new TranscriptSchedule({
			clock: new SteppedClock(),
			onDone: (id) => done.push(id),
			onFault: () => {},
		});
		schedule.begin('a', (signal) => {
			const aborted = new Promise<void>((resolve) => {
				signal.addEventListener('abort', () => resolve(), { once: true });
			});
			queueMicrotask(() => schedule.cancel('a'));
			return aborted.then(() => AWAY);
		});
		schedule.begin('b', async () => AWAY);
		await schedule.close();
		expect(done).toEqual([]);
	});
});

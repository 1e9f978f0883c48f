// Answers that list things: whatever those are called, and however many, one message that Discord takes.
import { describe, expect, test } from 'vitest';
import { describeEpisodeList } from '../../../src/discord/words/episodes/episode-words.js';
import { describeStatus } from '../../../src/discord/words/status-words.js';
import { describePrivacy } from '../../../src/discord/words/voice-words.js';
import { LANGUAGES } from '../../../src/languages.js';
import type { Show } from '../../../src/show/show.js';
import type { Trouble } from '../../../src/show/troubles.js';
import { manifestShape } from '../../../src/store/episode-manifest.js';

const MAX_MESSAGE_LENGTH = 2000;

const NAMES = ['x', '*', '👨‍👩‍👧‍👦', 'مرحبا '].map((text) => text.repeat(100).slice(0, 100));

/** Each name in each language. */
const ALL = LANGUAGES.flatMap((language) => NAMES.map((name) => ({ language, name })));

const NOW_EPOCH_MS = Date.UTC(2026, 10, 28, 20);

function episode(title: string, state: 'ready' | 'failed') {
	const manifest = manifestShape.parse({
		version: 1,
		id: 'e'.repeat(22),
		guildId: '1000000000000000001',
		channelId: '1000000000000000002',
		title,
		part: 12,
		startedAtEpochMs: NOW_EPOCH_MS,
		durationMs: 20_999_000,
		state,
		revision: 1,
		visibility: 'unlisted',
		consent: 'notice',
		keepDays: { unpublished: 7, published: 0, tracks: 0 },
		outputs: [{ name: 'episode.mp3', bytes: 345_600_000, sha256: 'a'.repeat(64) }],
	});
	return { manifest, progress: undefined, keptUntilEpochMs: undefined, link: undefined };
}

describe('one message has room', () => {
	test.each(['ready', 'failed'] as const)('for ten episodes that are %s', (state) => {
		for (const { language, name } of ALL) {
			const episodes = Array.from({ length: 10 }, () => episode(name, state));
			const text = describeEpisodeList(episodes, 1234, language);
			expect(text.length).toBeLessThanOrEqual(MAX_MESSAGE_LENGTH);
			expect(text.split('\n')).toHaveLength(11);
		}
		const short = Array.from({ length: 10 }, () => episode('Tides', state));
		expect(describeEpisodeList(short, 10)).toContain('**Tides, part 12**');
	});

	test('for what a member has decided, and as many recordings as there is room for', () => {
		for (const { language, name } of ALL) {
			const recordings = Array.from({ length: 40 }, () => ({
				title: name,
				serverName: name,
				startedAtEpochMs: NOW_EPOCH_MS,
				state: 'not published' as const,
				keptUntilEpochMs: NOW_EPOCH_MS,
			}));
			const facts = {
				hasAgreed: true,
				isAsked: true,
				isMuted: true,
				isNeverRecorded: true,
				isNamed: true,
			};
			const member = { ...facts, hasOptedOut: false, wasTold: true, recordings };
			const text = describePrivacy(member, language);
			expect(text.length).toBeLessThanOrEqual(MAX_MESSAGE_LENGTH);
			const listed = text.split('\n').filter((line) => line.startsWith('- **')).length;
			expect(listed).toBeGreaterThanOrEqual(2);
			expect(text).toMatch(new RegExp(`^- .*\\b${40 - listed}\\b`, 'm'));
		}
	});

	test('for how a show is in which nobody is heard', () => {
		const userIds = Array.from({ length: 50 }, (_, index) => `10000000000000000${10 + index}`);
		const troubles = userIds.map(
			(userId): Trouble => ({
				kind: 'unheard',
				userId,
				reason: 'end-to-end decryption failed',
				isExhausted: true,
			}),
		);
		const link = new URL(`https://radio.example/s/${'harbour-'.repeat(20)}?key=${'k'.repeat(22)}`);
		const dropped = new Map(userIds.map((userId) => [`a reason that ${userId} has`, 1_234_567]));
		for (const { language, name } of ALL) {
			const show = {
				announcer: { isSupported: true, details: { visibility: 'unlisted' }, link },
				onAir: {
					channelId: '1000000000000000002',
					podcast: { id: 'p'.repeat(22) },
					sinceEpochMs: NOW_EPOCH_MS,
					title: name,
					troubles,
					stats: {
						voice: { heard: 1_234_567, dropped },
						programme: { passed: 1_234_567, mixed: 1_234_567, dropped },
						sender: { sent: 1_234_567, dropped, delayP99Ms: 12.3 },
						endToEndVersion: 1,
						isPodcastConnected: true,
					},
					voices: {
						cast: { offAirReason: () => 'muted by the host' },
						heardNow: [],
						offAir: userIds,
						undecided: userIds,
					},
				},
			} as unknown as Show;
			const text = describeStatus(show, { listeners: 1234, websocket: link }, language);
			expect(text.length).toBeLessThanOrEqual(MAX_MESSAGE_LENGTH);
			expect(text.match(/^⚠️.*<@/gm)).toHaveLength(4);
			expect(text).toMatch(/^⚠️ .*\b46\b/m);
		}
	});
});

// What members are told where a podcast is not played, or no more.
import { describe, expect, test } from 'vitest';
import {
	describeListeningEnd,
	describeUnplayed,
	explainRefusal,
} from '../../../../src/discord/words/failures/listen-failures.js';
import { ConnectionClosedError, PodcastApiError, UserError } from '../../../../src/errors.js';
import { ListeningRefusedError, lossOf } from '../../../../src/listening/listening-facts.js';

const REFUSED_BY_PROXY = new ConnectionClosedError('check PODCAST_CLIENT_ID and PODCAST_TOKEN', {
	closeCode: 1006,
	status: 403,
});

describe('a link that a proxy refuses', () => {
	test('is told without a word on the credentials of a sender', () => {
		const words = describeListeningEnd(
			{ cause: 'podcast', loss: lossOf(REFUSED_BY_PROXY), error: REFUSED_BY_PROXY },
			'1',
		);
		expect(words).toContain('status 403');
		expect(words).not.toMatch(/PODCAST_|credential/i);
	});

	test('is told so at the start, too, and the log keeps the cause', () => {
		const error = explainRefusal(
			new ListeningRefusedError({
				kind: 'podcast',
				loss: lossOf(REFUSED_BY_PROXY),
				error: REFUSED_BY_PROXY,
			}),
		) as UserError;
		expect(error).toBeInstanceOf(UserError);
		expect(error.message).not.toMatch(/PODCAST_|credential/i);
		expect(error.cause).toBe(REFUSED_BY_PROXY);
	});
});

test('a name of a member is no markup', () => {
	expect(describeListeningEnd({ cause: 'stopped', byName: '**Mia** <@1>' }, '1')).toBe(
		'\\*\\*Mia\\*\\* \\<\\@1> ended it.',
	);
});

test('channels with the same reason stand in one line', () => {
	const reason = 'nobody was there any more.';
	expect(
		describeUnplayed([
			{ channelId: '1', reason },
			{ channelId: '2', reason: 'the voice channel is gone.' },
			{ channelId: '3', reason },
		]),
	).toEqual([
		'⚠️ Not into <#1>, <#3>: nobody was there any more.',
		'⚠️ Not into <#2>: the voice channel is gone.',
	]);
});

test('what is nobody’s refusal stays the error that it is', () => {
	const error = new PodcastApiError('no answer');
	expect(explainRefusal(error)).toBe(error);
});

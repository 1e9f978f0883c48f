// One account, one voice channel of a guild.
import { expect, test } from 'vitest';
import { InvalidStateError } from '../../src/errors.js';
import { VoiceSeats } from '../../src/voice/voice-seats.js';

const claim = { accountId: '1', guildId: '10', use: 'show' as const, channelId: () => '100' };

test('an account has one seat a guild, whatever it is for', () => {
	const seats = new VoiceSeats();
	seats.claim(claim);
	expect(() => seats.claim({ ...claim, use: 'listening' })).toThrow(InvalidStateError);
	expect(seats.holderOf('1', '10')).toEqual({ use: 'show', channelId: '100' });
});

test('other guilds and other accounts have seats of their own', () => {
	const seats = new VoiceSeats();
	seats.claim(claim);
	seats.claim({ ...claim, guildId: '11' });
	seats.claim({ ...claim, accountId: '2' });
	expect(seats.holderOf('2', '11')).toBeUndefined();
});

test('a seat that was given back is free, and the next one is not given back with it', () => {
	const seats = new VoiceSeats();
	const first = seats.claim(claim);
	first.giveBack();
	expect(seats.isClaimed('1', '10')).toBe(false);
	seats.claim({ ...claim, use: 'listening' });
	first.giveBack();
	expect(seats.holderOf('1', '10')).toEqual({ use: 'listening', channelId: '100' });
});

test('a seat tells where the account was moved to', () => {
	const seats = new VoiceSeats();
	let channelId = '100';
	seats.claim({ ...claim, channelId: () => channelId });
	channelId = '101';
	expect(seats.holderOf('1', '10')?.channelId).toBe('101');
});

test('where another process is, there is no seat until it has left', () => {
	const seats = new VoiceSeats();
	seats.noteStranger('1', '10', '102');
	expect(seats.isClaimed('1', '10')).toBe(false);
	expect(() => seats.claim(claim)).toThrow(InvalidStateError);
	expect(seats.holderOf('1', '10')).toEqual({ use: 'another process', channelId: '102' });
	seats.noteStranger('1', '10', undefined);
	seats.claim(claim);
	expect(seats.isClaimed('1', '10')).toBe(true);
});

test('who gives way is free for others, and gives nothing back that is not theirs any more', async () => {
	const seats = new VoiceSeats();
	const left: string[] = [];
	const { use: _use, ...place } = claim;
	const check = seats.claim({ ...place, giveWay: async () => void left.push('channel') });
	expect(seats.isClaimed('1', '10')).toBe(true);
	expect(seats.holderOf('1', '10')).toBeUndefined();
	expect(left).toEqual([]);
	const show = seats.claim(claim);
	await show.vacated;
	expect(left).toEqual(['channel']);
	check.giveBack();
	expect(seats.holderOf('1', '10')).toEqual({ use: 'show', channelId: '100' });
});

import { PermissionFlagsBits, PermissionsBitField } from 'discord.js';
import { describe, expect, test } from 'vitest';
import {
	isAllowed,
	type PermissionFacts,
} from '../../../src/discord/interactions/command-permission.js';

const GUILD = '100000000000000000';
const ALL_CHANNELS = '99999999999999999';
const CHANNEL = '200000000000000000';
const ADA = '300000000000000000';
const CREW = '400000000000000000';
const GUESTS = '500000000000000000';

const role = (id: string, permission: boolean) => ({ id, type: 1, permission });
const user = (id: string, permission: boolean) => ({ id, type: 2, permission });
const channel = (id: string, permission: boolean) => ({ id, type: 3, permission });

function facts(changes: Partial<PermissionFacts>): PermissionFacts {
	return {
		channelIds: [CHANNEL],
		guildId: GUILD,
		userId: ADA,
		roleIds: new Set([GUILD, CREW, GUESTS]),
		permissions: new PermissionsBitField(PermissionFlagsBits.ViewChannel),
		defaults: new PermissionsBitField(PermissionFlagsBits.ManageGuild),
		ofCommand: [],
		ofApplication: [],
		...changes,
	};
}

const manager = { permissions: new PermissionsBitField(PermissionFlagsBits.ManageGuild) };
const administrator = { permissions: new PermissionsBitField(PermissionFlagsBits.Administrator) };

describe('a command may be used', () => {
	test.each<[string, Partial<PermissionFacts>, boolean]>([
		['by who has what it asks for', manager, true],
		['not by others', {}, false],
		[
			'not where it asks for nothing but administrators',
			{ ...manager, defaults: new PermissionsBitField(0n) },
			false,
		],
		[
			'by administrators, whatever is set',
			{ ...administrator, ofCommand: [user(ADA, false)] },
			true,
		],
		['by a member whom it is given', { ofCommand: [user(ADA, true)] }, true],
		['by a role that it is given', { ofCommand: [role(CREW, true)] }, true],
		['where one of two roles has it', { ofCommand: [role(GUESTS, false), role(CREW, true)] }, true],
		[
			'not where a member is denied whose role has it',
			{ ofCommand: [role(CREW, true), user(ADA, false)] },
			false,
		],
		['by everybody, where they have it', { ofCommand: [role(GUILD, true)] }, true],
		[
			'not by managers where everybody is denied',
			{ ...manager, ofCommand: [role(GUILD, false)] },
			false,
		],
		[
			'not by who may use the application, and has not what it asks for',
			{ ofApplication: [role(CREW, true)] },
			false,
		],
		[
			'not by managers who may not use the application',
			{ ...manager, ofApplication: [role(CREW, false)] },
			false,
		],
		[
			'by who is given the command, if not the application',
			{ ofCommand: [user(ADA, true)], ofApplication: [role(GUILD, false)] },
			true,
		],
		[
			'not in a channel that is denied',
			{ ...manager, ofCommand: [channel(CHANNEL, false)] },
			false,
		],
		[
			'not where all channels are denied',
			{ ...manager, ofApplication: [channel(ALL_CHANNELS, false)] },
			false,
		],
		[
			'where all channels are denied but this',
			{ ...manager, ofCommand: [channel(ALL_CHANNELS, false), channel(CHANNEL, true)] },
			true,
		],
	])('%s', (_name, changes, expected) => {
		expect(isAllowed(facts(changes))).toBe(expected);
	});
});

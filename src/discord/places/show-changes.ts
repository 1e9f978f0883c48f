// What `/podcast show` is to change, read from what a member gave, and refused where it cannot be.

import { parseUrl } from '../../host-name.js';
import { isBlank, oneLine } from '../../protocol/member-text.js';
import type { Visibility } from '../../protocol/podcast-details.js';
import { tidyText } from '../../protocol/podcast-details.js';
import type { ShowProfileChanges } from '../../store/show-profiles.js';
import { isSlug, toSlug } from '../../store/show-slug.js';
import { MAX_DESCRIPTION_BYTES, type ShowFault } from '../words/show/show-fault-words.js';
import { readCategory, readLanguage } from './show-suggestions.js';

export type { ShowProfileChanges } from '../../store/show-profiles.js';

/** What was given; null where nothing was. */
export interface GivenShow {
	title: string | null;
	description: string | null;
	category: string | null;
	language: string | null;
	explicit: boolean | null;
	author: string | null;
	email: string | null;
	website: string | null;
	/** `-` takes it away. */
	invite?: string | null;
	address: string | null;
	visibility: Visibility | null;
}

/** Some name before one @, some host with a dot behind it; whether it is read, only a mail tells. */
const EMAIL = /^[^\s@<>()[\],;:"\\]+@[\p{L}\p{N}](?:[\p{L}\p{N}.-]*[\p{L}\p{N}])?\.\p{L}{2,}$/u;

/** Either what is to change, or everything that is wrong. */
export type ReadShow =
	| { kind: 'changes'; changes: ShowProfileChanges }
	| { kind: 'faults'; faults: ShowFault[] };

/** @param isTaken - whether another server's show has an address */
export function readShowChanges(given: GivenShow, isTaken: (slug: string) => boolean): ReadShow {
	const faults: ShowFault[] = [];
	const read = <Value>(
		text: string | null,
		reader: (text: string) => Value | { fault: ShowFault },
	): Value | undefined => {
		const value = text === null ? undefined : reader(text);
		if (typeof value === 'object' && value !== null && 'fault' in value) {
			faults.push(value.fault);
			return undefined;
		}
		return value;
	};
	const { invite = null } = given;
	const isNoInvite = invite !== null && /^\s*-?\s*$/.test(invite);
	const wanted = {
		title: read(given.title, (text) => readName('title', text)),
		description: read(given.description, readDescription),
		category: read(given.category, (text) => readCategory(text) ?? refuse('category', text)),
		language: read(given.language, (text) => readLanguage(text) ?? refuse('language', text)),
		isExplicit: given.explicit ?? undefined,
		author: read(given.author, (text) => readName('author', text)),
		email: read(given.email, readEmail),
		website: read(given.website, readWebsite),
		invite: isNoInvite ? undefined : read(invite, readInvite),
		slug: read(given.address, (text) => readAddress(text, isTaken)),
		visibility: given.visibility ?? undefined,
	};
	if (faults.length > 0) {
		return { kind: 'faults', faults };
	}
	const changes = Object.entries(wanted).filter(([, value]) => value !== undefined);
	const removed = isNoInvite ? { invite: undefined } : {};
	return { kind: 'changes', changes: { ...Object.fromEntries(changes), ...removed } };
}

function refuse(option: Exclude<ShowFault['option'], 'address' | 'description'>, came: string) {
	return { fault: { option, came } as ShowFault };
}

function readName(option: 'title' | 'author', text: string): string | { fault: ShowFault } {
	return tidyText(text) || refuse(option, text);
}

function readDescription(text: string): string | { fault: ShowFault } {
	const description = oneLine(text);
	const bytes = Buffer.byteLength(description);
	return bytes > MAX_DESCRIPTION_BYTES || isBlank(description)
		? { fault: { option: 'description', bytes: isBlank(description) ? 0 : bytes } }
		: description;
}

function readEmail(text: string): string | { fault: ShowFault } {
	const email = text.trim();
	return EMAIL.test(email) && !email.includes('..') ? email : refuse('email', text);
}

/** Nobody types the scheme; what is no address with one, is none without. */
function readWebsite(text: string): string | { fault: ShowFault } {
	const trimmed = text.trim();
	const url = parseUrl(/^[a-z][a-z\d+.-]*:/i.test(trimmed) ? trimmed : `https://${trimmed}`);
	const isPage =
		url &&
		/^https?:$/.test(url.protocol) &&
		url.username === '' &&
		url.password === '' &&
		/^\[|\./.test(url.hostname);
	return isPage && !/\s/.test(trimmed) ? url.href : refuse('website', text);
}

/** As Discord gives it, with or without scheme; whatever follows the code is left out. */
const INVITE =
	/^(?:https?:\/\/)?(?:www\.)?(?:discord\.gg|discord(?:app)?\.com\/invite)\/([\w-]{2,64})\/?(?:[?#].*)?$/i;

function readInvite(text: string): string | { fault: ShowFault } {
	const code = INVITE.exec(text.trim())?.[1];
	return code === undefined ? refuse('invite', text) : `https://discord.gg/${code}`;
}

function readAddress(
	text: string,
	isTaken: (slug: string) => boolean,
): string | { fault: ShowFault } {
	const address = text.trim();
	if (!isSlug(address)) {
		return { fault: { option: 'address', came: text, like: toSlug(text) } };
	}
	return isTaken(address) ? { fault: { option: 'address', taken: address } } : address;
}

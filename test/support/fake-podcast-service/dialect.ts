// The ways in which podcast servers differ (protocol.md), each of them a switch.

/** How a server writes what the versions of the protocol write differently. */
export interface PodcastDialect {
	/** `id` of the podcast object: five characters, or an unsigned 32-bit integer. */
	id: 'string' | 'u32';
	/** `ip` and `port`: as they are, left out, or the unspecified address. */
	address: 'given' | 'absent' | 'unspecified';
	/** Whether the podcast object names its `host`. */
	host: 'given' | 'absent';
	/** `GET /list`: an array, or `{podcasts: [...]}`. */
	list: 'array' | 'wrapped';
	/** Where an event's fields stand. */
	fields: 'beside type' | 'content';
	/** How Hello writes the secret key. */
	key: 'signed' | 'unsigned' | 'base64' | 'hex' | 'latin1';
	/** Whether the Disconnect event to the sender has its prefix byte. */
	senderDisconnect: 'prefixed' | 'bare';
	/** One port for all podcasts and `?id=`, or a port for each. */
	ports: 'one' | 'per podcast';
	/** How long a sender that has dropped is still taken for connected (4004), in milliseconds. */
	senderHeldMs: number;
	/** How long a podcast then waits for its sender's return, in milliseconds. */
	senderGraceMs: number;
}

/** What the built-in server does. */
export const BUILT_IN_DIALECT: PodcastDialect = {
	id: 'string',
	address: 'given',
	host: 'given',
	list: 'array',
	fields: 'beside type',
	key: 'signed',
	senderDisconnect: 'prefixed',
	ports: 'one',
	senderHeldMs: 0,
	senderGraceMs: 0,
};

/** What the first version of the original server does. */
export const FIRST_VERSION_DIALECT: PodcastDialect = {
	...BUILT_IN_DIALECT,
	address: 'unspecified',
	host: 'absent',
	senderDisconnect: 'bare',
	ports: 'per podcast',
};

/** What later versions of the original server do. */
export const LATER_VERSION_DIALECT: PodcastDialect = {
	...BUILT_IN_DIALECT,
	id: 'u32',
	address: 'absent',
	list: 'wrapped',
	fields: 'content',
	senderDisconnect: 'bare',
};

/** A Hello event with its prefix byte. */
export function writeHello(key: Buffer, dialect: PodcastDialect): Buffer {
	return prefixed(writeEvent(0, { secretKey: writeKey(key, dialect.key) }, dialect));
}

/** A Disconnect event, to the sender possibly without its prefix byte. */
export function writeDisconnect(
	reason: number,
	role: 'sender' | 'receiver',
	dialect: PodcastDialect,
): Buffer {
	const json = writeEvent(1, { reason }, dialect);
	return role === 'sender' && dialect.senderDisconnect === 'bare' ? json : prefixed(json);
}

function writeEvent(
	type: number,
	fields: Record<string, unknown>,
	dialect: PodcastDialect,
): Buffer {
	const event = dialect.fields === 'content' ? { type, content: fields } : { type, ...fields };
	return Buffer.from(JSON.stringify(event));
}

function prefixed(json: Buffer): Buffer {
	return Buffer.concat([Buffer.of(0), json]);
}

function writeKey(key: Buffer, form: PodcastDialect['key']): number[] | string {
	switch (form) {
		case 'signed':
			return [...key].map((byte) => (byte > 127 ? byte - 256 : byte));
		case 'unsigned':
			return [...key];
		case 'base64':
		case 'hex':
		case 'latin1':
			return key.toString(form);
	}
}

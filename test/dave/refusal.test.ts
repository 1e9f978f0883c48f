import davey from '@snazzah/davey';
import { decodeKeyPackage, encodeKeyPackage, type KeyPackage } from 'ts-mls/keyPackage.js';
import { decodeMlsMessage, encodeMlsMessage } from 'ts-mls/message.js';
import type { PublicMessage } from 'ts-mls/publicMessage.js';
import { decodeWelcome, encodeWelcome } from 'ts-mls/welcome.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RefusalReason } from '../support/fake-discord/dave/dave-input-error.js';
import { type DaveMessage, DaveOp, isBinary } from '../support/fake-discord/dave/dave-message.js';
import { DaveDeliveryService } from '../support/fake-discord/dave/delivery-service.js';
import { concatBytes } from '../support/fake-discord/dave/mls-signature.js';
import { CHANNEL_ID, userIdOf } from '../support/fake-discord/dave/one-group.js';
import { seededRandom } from '../support/fake-discord/dave/shuffled-gateway.js';
import { SteppedClock } from '../support/stepped-clock.js';

const ALICE = 'alice';
const BOB = 'bob';

let service: DaveDeliveryService;
let sent: { connectionId: string; message: DaveMessage }[];
let alice: davey.DAVESession;
let bob: davey.DAVESession;
let clock: SteppedClock;

beforeEach(() => {
	sent = [];
	clock = new SteppedClock();
	service = new DaveDeliveryService({
		channelId: CHANNEL_ID,
		clock,
		send: (connectionId, message) => sent.push({ connectionId, message }),
	});
	alice = new davey.DAVESession(1, userIdOf(1), CHANNEL_ID);
	bob = new davey.DAVESession(1, userIdOf(2), CHANNEL_ID);
	service.addConnection({ connectionId: ALICE, userId: userIdOf(1), maxVersion: 1 });
	service.addConnection({ connectionId: BOB, userId: userIdOf(2), maxVersion: 1 });
});

afterEach(() => service.close());

/** Expects the input to be refused for this reason, and nothing to come of it. */
function expectRefusal(connectionId: string, message: DaveMessage, reason: RefusalReason): void {
	const before = { sent: sent.length, epoch: service.epoch, timers: clock.pendingTimers };
	const count = service.refusals.length;
	service.receive(connectionId, message);
	expect(service.refusals.slice(count)).toEqual([
		{ connectionId, op: message.op, reason, message: expect.any(String) },
	]);
	expect({ sent: sent.length, epoch: service.epoch, timers: clock.pendingTimers }).toEqual(before);
}

function payloadTo(connectionId: string, op: number): Buffer {
	const found = sent.findLast(
		(entry) => entry.connectionId === connectionId && entry.message.op === op,
	);
	if (!found || !isBinary(found.message)) {
		throw new TypeError(`Nothing was sent to ${connectionId} with op ${op}`);
	}
	return Buffer.from(found.message.payload);
}

function commitAndWelcome(): { commit: Buffer; welcome: Buffer } {
	for (const [connectionId, session] of [
		[ALICE, alice],
		[BOB, bob],
	] as const) {
		session.setExternalSender(payloadTo(connectionId, DaveOp.EXTERNAL_SENDER));
		service.receive(connectionId, {
			op: DaveOp.KEY_PACKAGE,
			payload: session.getSerializedKeyPackage(),
		});
	}
	const proposals = payloadTo(ALICE, DaveOp.PROPOSALS);
	const { commit, welcome } = alice.processProposals(0, proposals.subarray(1));
	if (!commit || !welcome) {
		throw new TypeError('An Add is answered with commit and Welcome');
	}
	return { commit, welcome };
}

type MemberCommit = Extract<PublicMessage['content'], { contentType: 'commit' }>;

function changeCommit(commit: Uint8Array, change: (content: MemberCommit) => void): Uint8Array {
	const [message] = decodeMlsMessage(new Uint8Array(commit), 0) ?? [];
	if (message?.wireformat !== 'mls_public_message') {
		throw new TypeError('davey sends public messages');
	}
	const { content } = message.publicMessage;
	if (content.contentType !== 'commit') {
		throw new TypeError('davey answers with a commit');
	}
	change(content);
	return encodeMlsMessage(message);
}

describe('key package', () => {
	function changed(change: (keyPackage: KeyPackage) => void): Uint8Array {
		const [keyPackage] = decodeKeyPackage(alice.getSerializedKeyPackage(), 0) ?? [];
		if (!keyPackage) {
			throw new TypeError('davey makes key packages that can be read');
		}
		change(keyPackage);
		return encodeKeyPackage(keyPackage);
	}

	test('is taken bare and as MLSMessage', () => {
		const bare = alice.getSerializedKeyPackage();
		service.receive(ALICE, { op: DaveOp.KEY_PACKAGE, payload: bare });
		const wrapped = concatBytes(Uint8Array.of(0, 1, 0, 5), bob.getSerializedKeyPackage());
		service.receive(BOB, { op: DaveOp.KEY_PACKAGE, payload: wrapped });
		expect(service.refusals).toEqual([]);
		expect(sent.map(({ message }) => message.op)).toEqual([25, 25, 27, 27]);
	});

	test.each([
		['of somebody else', RefusalReason.WRONG_IDENTITY, () => bob.getSerializedKeyPackage()],
		['cut short', RefusalReason.MALFORMED, () => alice.getSerializedKeyPackage().subarray(0, -1)],
		[
			'with a byte too much',
			RefusalReason.MALFORMED,
			() => concatBytes(alice.getSerializedKeyPackage(), Uint8Array.of(0)),
		],
		['that is empty', RefusalReason.MALFORMED, () => new Uint8Array()],
		['over the limit', RefusalReason.MALFORMED, () => new Uint8Array(300 * 1024)],
		[
			'with a length not in its shortest form',
			RefusalReason.MALFORMED,
			() => {
				const bytes = alice.getSerializedKeyPackage();
				// The init key is 65 bytes, in two bytes of length; here it takes four.
				return concatBytes(bytes.subarray(0, 4), Uint8Array.of(0x80, 0, 0, 65), bytes.subarray(6));
			},
		],
		[
			'that ends some day',
			RefusalReason.WRONG_LIFETIME,
			() => changed((keyPackage) => Object.assign(keyPackage.leafNode.lifetime, { notAfter: 1n })),
		],
		[
			'without the credential it uses',
			RefusalReason.WRONG_CAPABILITIES,
			() => changed((keyPackage) => keyPackage.leafNode.capabilities.credentials.splice(0)),
		],
		[
			'of another cipher suite',
			RefusalReason.WRONG_SUITE,
			() =>
				changed((keyPackage) =>
					Object.assign(keyPackage, {
						cipherSuite: 'MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519',
					}),
				),
		],
		[
			'with a changed encryption key',
			RefusalReason.WRONG_SIGNATURE,
			() => changed(({ leafNode }) => leafNode.hpkePublicKey.set([1], 10)),
		],
		[
			'with a changed init key',
			RefusalReason.WRONG_SIGNATURE,
			() => changed(({ initKey }) => initKey.set([1], 10)),
		],
		[
			'with a signature key beside the curve',
			RefusalReason.WRONG_SIGNATURE,
			() => changed(({ leafNode }) => leafNode.signaturePublicKey.set([1, 2, 3], 10)),
		],
	])('%s is refused', (_, reason, payload) => {
		expectRefusal(ALICE, { op: DaveOp.KEY_PACKAGE, payload: payload() }, reason);
	});

	test('of random bytes is refused', () => {
		const random = seededRandom(7);
		for (let length = 1; length < 400; length += 7) {
			const payload = Uint8Array.from({ length }, () => Math.floor(random() * 256));
			expectRefusal(ALICE, { op: DaveOp.KEY_PACKAGE, payload }, RefusalReason.MALFORMED);
			expectRefusal(ALICE, { op: DaveOp.COMMIT_WELCOME, payload }, RefusalReason.MALFORMED);
		}
	});
});

describe('commit', () => {
	let commit: Buffer;
	let welcome: Buffer;

	beforeEach(() => {
		({ commit, welcome } = commitAndWelcome());
	});

	const changedCommit = (change: (content: MemberCommit) => void) =>
		concatBytes(changeCommit(commit, change), welcome);

	function withWelcome(change: (secrets: unknown[]) => void): Uint8Array {
		const [value] = decodeWelcome(new Uint8Array(welcome), 0) ?? [];
		if (!value) {
			throw new TypeError('davey makes Welcomes that can be read');
		}
		change(value.secrets);
		return concatBytes(commit, encodeWelcome(value));
	}

	test('is announced to the committer, its Welcome to the added, and no later one counts', () => {
		const payload = concatBytes(commit, welcome);
		const proposals = payloadTo(BOB, DaveOp.PROPOSALS);
		const late = bob.processProposals(0, proposals.subarray(1));
		service.receive(ALICE, { op: DaveOp.COMMIT_WELCOME, payload });
		expect(service.refusals).toEqual([]);
		expect(payloadTo(ALICE, DaveOp.ANNOUNCE_COMMIT).subarray(2)).toEqual(commit);
		expect(payloadTo(BOB, DaveOp.WELCOME).subarray(2)).toEqual(welcome);
		const latePayload = concatBytes(late.commit ?? commit, late.welcome ?? welcome);
		const message = { op: DaveOp.COMMIT_WELCOME, payload: latePayload };
		expectRefusal(BOB, message, RefusalReason.WRONG_EPOCH);
	});

	test.each([
		[
			'for another epoch',
			RefusalReason.WRONG_EPOCH,
			() => changedCommit((content) => Object.assign(content, { epoch: 1n })),
		],
		[
			'for another group',
			RefusalReason.WRONG_GROUP,
			() => changedCommit((content) => Object.assign(content, { groupId: new Uint8Array(8) })),
		],
		[
			"in another member's name",
			RefusalReason.WRONG_LEAF,
			() => changedCommit((content) => Object.assign(content.sender, { leafIndex: 1 })),
		],
		[
			'without a reference',
			RefusalReason.WRONG_PROPOSALS,
			() => changedCommit((content) => content.commit.proposals.splice(0)),
		],
		[
			'with a reference twice',
			RefusalReason.WRONG_PROPOSALS,
			() => changedCommit(({ commit: { proposals } }) => proposals.push(...proposals)),
		],
		[
			'of an unknown reference',
			RefusalReason.WRONG_PROPOSALS,
			() =>
				changedCommit(({ commit: { proposals } }) => {
					proposals.splice(0, 1, {
						proposalOrRefType: 'reference',
						reference: new Uint8Array(32),
					});
				}),
		],
		[
			'with a proposal of its own',
			RefusalReason.INLINE_PROPOSAL,
			() =>
				changedCommit(({ commit: { proposals } }) => {
					proposals.push({
						proposalOrRefType: 'proposal',
						proposal: { proposalType: 'remove', remove: { removed: 0 } },
					});
				}),
		],
		['without its Welcome', RefusalReason.WRONG_WELCOME, () => commit],
		[
			'with an empty Welcome',
			RefusalReason.WRONG_WELCOME,
			() => withWelcome((secrets) => secrets.splice(0)),
		],
		[
			'with a Welcome for somebody twice',
			RefusalReason.WRONG_WELCOME,
			() => withWelcome((secrets) => secrets.push(...secrets)),
		],
		['cut short', RefusalReason.MALFORMED, () => commit.subarray(0, -1)],
		[
			'with its Welcome cut short',
			RefusalReason.MALFORMED,
			() => concatBytes(commit, welcome.subarray(0, -1)),
		],
		['that is a proposal', RefusalReason.NOT_A_MEMBER_COMMIT, () => firstProposal()],
	])('%s is refused', (_, reason, payload) => {
		expectRefusal(ALICE, { op: DaveOp.COMMIT_WELCOME, payload: payload() }, reason);
		service.receive(ALICE, {
			op: DaveOp.COMMIT_WELCOME,
			payload: concatBytes(commit, welcome),
		});
		expect(service.epoch).toBe(1n);
	});

	test('of a joiner is refused', () => {
		service.receive(ALICE, { op: DaveOp.COMMIT_WELCOME, payload: concatBytes(commit, welcome) });
		service.addConnection({ connectionId: 'carol', userId: userIdOf(3), maxVersion: 1 });
		const message = { op: DaveOp.COMMIT_WELCOME, payload: concatBytes(commit, welcome) };
		expectRefusal('carol', message, RefusalReason.NOT_A_MEMBER);
	});

	function firstProposal(): Uint8Array {
		const vector = payloadTo(ALICE, DaveOp.PROPOSALS).subarray(1);
		// The proposals fill more than 63 bytes and less than 16384, so the length takes two.
		return new Uint8Array(vector.subarray(2));
	}
});

describe('commit that removes', () => {
	let commit: Buffer;

	beforeEach(() => {
		const founding = commitAndWelcome();
		const payload = concatBytes(founding.commit, founding.welcome);
		service.receive(ALICE, { op: DaveOp.COMMIT_WELCOME, payload });
		alice.processCommit(founding.commit);
		service.receive(BOB, { op: DaveOp.INVALID_COMMIT_WELCOME, d: { transition_id: 0 } });
		const proposals = payloadTo(ALICE, DaveOp.PROPOSALS);
		const removing = alice.processProposals(0, proposals.subarray(1));
		if (!removing.commit || removing.welcome) {
			throw new TypeError('A Remove is answered with a commit alone');
		}
		commit = removing.commit;
	});

	test.each([
		[
			'and changes the signature key',
			RefusalReason.WRONG_CREDENTIAL,
			() =>
				changeCommit(commit, (content) =>
					content.commit.path?.leafNode.signaturePublicKey.set([1], 9),
				),
		],
		[
			'and has a leaf that is not signed',
			RefusalReason.WRONG_SIGNATURE,
			() =>
				changeCommit(commit, (content) => content.commit.path?.leafNode.hpkePublicKey.set([1], 9)),
		],
		[
			'and has no path',
			RefusalReason.MISSING_PATH,
			() => changeCommit(commit, (content) => Object.assign(content.commit, { path: undefined })),
		],
	])('%s is refused', (_, reason, payload) => {
		expectRefusal(ALICE, { op: DaveOp.COMMIT_WELCOME, payload: payload() }, reason);
		service.receive(ALICE, { op: DaveOp.COMMIT_WELCOME, payload: commit });
		expect(service.epoch).toBe(2n);
		expect(service.memberUserIds).toEqual([userIdOf(1)]);
	});
});

describe('other input', () => {
	test.each([
		['an unknown connection', 'eve', { op: 23, d: { transition_id: 1 } }, 'unknown connection'],
		['an unknown op', ALICE, { op: 22, d: { transition_id: 1 } }, 'unknown op'],
		['an unknown binary op', ALICE, { op: 27, payload: new Uint8Array(3) }, 'unknown op'],
		['op 23 for no transition', ALICE, { op: 23, d: { transition_id: 9 } }, 'unknown transition'],
		['op 31 for no transition', ALICE, { op: 31, d: { transition_id: 9 } }, 'unknown transition'],
		['op 23 without an id', ALICE, { op: 23, d: {} }, 'malformed'],
		['op 31 with a text for an id', ALICE, { op: 31, d: { transition_id: '0' } }, 'malformed'],
		['op 31 with a negative id', ALICE, { op: 31, d: { transition_id: -1 } }, 'malformed'],
		['op 23 without data', ALICE, { op: 23, d: null }, 'malformed'],
	] as const)('%s is refused', (_, connectionId, message, reason) => {
		expectRefusal(connectionId, message, reason);
	});

	test('a key package is refused while the call is not encrypted', () => {
		service.addConnection({ connectionId: 'old', userId: userIdOf(3), maxVersion: 0 });
		const payload = alice.getSerializedKeyPackage();
		const message = { op: DaveOp.KEY_PACKAGE, payload };
		expectRefusal(ALICE, message, RefusalReason.NOT_ENCRYPTED);
	});
});

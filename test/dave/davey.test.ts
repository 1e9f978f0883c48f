// What davey 0.1.12 does that the proposal ledger has to work around. A test that fails here after
// an update says that a workaround may go.
import davey from '@snazzah/davey';
import { beforeEach, expect, test } from 'vitest';
import {
	ExternalSender,
	encodeAppend,
	encodeRevoke,
	type SignedProposal,
} from '../support/fake-discord/dave/external-sender.js';
import { checkKeyPackage } from '../support/fake-discord/dave/key-package.js';
import { CHANNEL_ID, userIdOf } from '../support/fake-discord/dave/one-group.js';

let sender: ExternalSender;
let alice: davey.DAVESession;
let bob: davey.DAVESession;

beforeEach(() => {
	sender = new ExternalSender(CHANNEL_ID);
	alice = createSession(1);
	bob = createSession(2);
	const carol = createSession(3);
	const { commit, welcome } = propose(
		alice,
		encodeAppend([proposeAdd(bob, 0n), proposeAdd(carol, 0n)]),
	);
	alice.processCommit(commit ?? Buffer.alloc(0));
	bob.processWelcome(welcome ?? Buffer.alloc(0));
});

function createSession(index: number): davey.DAVESession {
	const session = new davey.DAVESession(1, userIdOf(index), CHANNEL_ID);
	session.setExternalSender(Buffer.from(sender.payload));
	return session;
}

function proposeAdd(session: davey.DAVESession, epoch: bigint): SignedProposal {
	const checked = checkKeyPackage(session.getSerializedKeyPackage(), session.userId);
	return sender.proposeAdd(checked.value, epoch);
}

function propose(session: davey.DAVESession, payload: Uint8Array): davey.ProposalsResult {
	return session.processProposals(payload[0] ?? 0, Buffer.from(payload.subarray(1)));
}

test('forgets the Welcome if an Add is followed by a Remove in a message of its own', () => {
	const first = propose(alice, encodeAppend([proposeAdd(createSession(4), 1n)]));
	expect(first.welcome).toBeDefined();
	const second = propose(alice, encodeAppend([sender.proposeRemove(2, 1n)]));
	expect(second.commit).toBeDefined();
	expect(second.welcome).toBeUndefined();
});

test('splits the group without an error if a set of references comes back', () => {
	const remove = sender.proposeRemove(2, 1n);
	const add = proposeAdd(createSession(4), 1n);
	propose(bob, encodeAppend([remove]));
	const early = propose(alice, encodeAppend([remove]));
	propose(alice, encodeAppend([add]));
	const late = propose(alice, encodeRevoke([add]));
	expect(late.commit).not.toEqual(early.commit);
	for (const session of [alice, bob]) {
		session.processCommit(early.commit ?? Buffer.alloc(0));
		expect(session.epoch).toBe(2n);
	}
	expect(alice.voicePrivacyCode).not.toBe(bob.voicePrivacyCode);
});

import davey from '@snazzah/davey';
import { beforeEach, expect, test } from 'vitest';
import { ExternalSender } from '../support/fake-discord/dave/external-sender.js';
import { checkKeyPackage } from '../support/fake-discord/dave/key-package.js';
import { CHANNEL_ID, userIdOf } from '../support/fake-discord/dave/one-group.js';
import { type Change, ProposalLedger } from '../support/fake-discord/dave/proposal-ledger.js';

const APPEND = 0;
const REVOKE = 1;

let ledger: ProposalLedger;

beforeEach(() => {
	ledger = new ProposalLedger(new ExternalSender(CHANNEL_ID));
});

function add(index: number): Change {
	const session = new davey.DAVESession(1, userIdOf(index), CHANNEL_ID);
	const keyPackage = checkKeyPackage(session.getSerializedKeyPackage(), userIdOf(index));
	return { kind: 'add', connectionId: `c${index}`, keyPackage };
}

function remove(leafIndex: number): Change {
	return { kind: 'remove', leafIndex };
}

function update(changes: readonly Change[], participants: readonly string[] = ['c1']) {
	return ledger
		.update({ changes, participants, epoch: 1n })
		.map(({ connectionId, payload }) => [connectionId, payload[0]]);
}

test('everybody gets the Adds of the others, a late one all of them at once', () => {
	const [first, second, third] = [add(1), add(2), add(3)];
	expect(update([first, second], ['c1', 'c2'])).toEqual([
		['c1', APPEND],
		['c2', APPEND],
	]);
	expect(ledger.givenTo('c1')).toHaveLength(1);
	expect(update([first, second, third], ['c1', 'c2', 'c3'])).toEqual([
		['c1', APPEND],
		['c2', APPEND],
		['c3', APPEND],
	]);
	expect(['c1', 'c2', 'c3'].map((id) => ledger.givenTo(id).length)).toEqual([2, 2, 2]);
});

test('nothing is sent twice', () => {
	const changes = [add(2), remove(1)];
	expect(update(changes)).toHaveLength(1);
	expect(update(changes)).toEqual([]);
});

test('an Add may follow a Remove', () => {
	update([remove(1)]);
	const [reference] = ledger.givenTo('c1');
	expect(update([remove(1), add(2)])).toEqual([['c1', APPEND]]);
	expect(ledger.givenTo('c1')[0]).toBe(reference);
});

// davey attaches a Welcome only if the same message appended an Add.
test('a Remove after an Add has all revoked and appended in one batch', () => {
	const joiner = add(2);
	update([joiner]);
	const [reference] = ledger.givenTo('c1');
	expect(update([remove(1), joiner])).toEqual([
		['c1', REVOKE],
		['c1', APPEND],
	]);
	expect(ledger.givenTo('c1')).toHaveLength(2);
	expect(ledger.givenTo('c1')).not.toContain(reference);
});

// Members merge their latest commit, whichever of theirs is announced.
test('what stays when something is revoked is signed anew, so no set comes back', () => {
	update([remove(1)]);
	const early = ledger.givenTo('c1');
	update([remove(1), add(2)]);
	expect(update([remove(1)])).toEqual([
		['c1', REVOKE],
		['c1', APPEND],
	]);
	expect(ledger.givenTo('c1')).toHaveLength(1);
	expect(ledger.givenTo('c1')).not.toEqual(early);
	expect(early.map((reference) => ledger.changeOf(reference))).toEqual([undefined]);
});

test('the last one to be revoked leaves nothing', () => {
	update([add(2)]);
	expect(update([])).toEqual([['c1', REVOKE]]);
	expect(ledger.givenTo('c1')).toEqual([]);
	expect(ledger.isEmpty).toBe(true);
});

test('a connection whose group is gone gets all again, without a revocation', () => {
	const changes = [add(2), add(3)];
	update(changes);
	ledger.forget('c1');
	expect(update(changes)).toEqual([['c1', APPEND]]);
});

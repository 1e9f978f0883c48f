// Who wants to be heard in shows of this bot and recorded in them, who does not, and who was told.
import { join } from 'node:path';
import type { Logger } from 'pino';
import { type Clock, systemClock } from '../clock.js';
import type { ConsentMode } from '../store/consent-mode.js';
import { JsonFile } from '../store/json-file.js';
import { type Choice, Choices, type ChoiceWord } from './choices.js';
import { CONSENT_FILE_NAME, consentShape } from './consent-file.js';

/**
 * Told of each member whose wish has changed.
 *
 * @returns where that takes time, a promise of when nothing is heard against it; never rejects
 */
export type PrivacyWatcher = (userId: string) => unknown;

/** Everything that consent needs. */
export interface VoicePrivacyOptions {
	/** Made where it is not there. */
	folder: string;
	logger: Logger;
	/** Tells when a choice is made; default the machine's own. */
	clock?: Clock;
}

/** Told of a choice that was made here, before it is written. */
export type ChoiceWatcher = (choice: Choice) => void;

/** Members' own wishes, across shows, servers and restarts. */
export class VoicePrivacy {
	readonly #file: JsonFile<typeof consentShape>;
	readonly #optedOut = new Set<string>();
	/** As in the file. */
	readonly #agreed = new Set<string>();
	readonly #notRecorded = new Set<string>();
	/** As in the file. */
	readonly #agreedToRecording = new Set<string>();
	readonly #named = new Set<string>();
	readonly #told = new Set<string>();
	readonly #choices = new Choices();
	readonly #clock: Clock;
	readonly #watchers = new Set<PrivacyWatcher>();
	readonly #choiceWatchers = new Set<ChoiceWatcher>();
	readonly #eraseWatchers = new Set<ChoiceWatcher>();
	/** What watchers do about the last wishes. */
	#heeding: Promise<unknown> = Promise.resolve();

	constructor({ clock = systemClock, folder, logger }: VoicePrivacyOptions) {
		this.#clock = clock;
		this.#file = new JsonFile({
			file: join(folder, CONSENT_FILE_NAME),
			shape: consentShape,
			content: () => ({
				version: 2,
				optedOut: [...this.#optedOut],
				agreed: [...this.#agreed],
				notRecorded: [...this.#notRecorded],
				agreedToRecording: [...this.#agreedToRecording],
				named: [...this.#named],
				choices: this.choices,
				told: [...this.#told],
			}),
			whenBroken: 'refuse',
			words: {
				unknown:
					'it says who must not be heard: repair it or put a backup in its place; delete it only if nobody has opted out',
				unwritten: 'What members have decided and been told cannot be kept',
			},
			logger,
		});
	}

	/**
	 * Reads the wishes of earlier days, or writes that there are none, so that a file that is missing
	 * later is a lost one. Call it before anybody goes on air.
	 *
	 * @throws {UserError} if there is a file that cannot be read: nobody who said no may be heard
	 * because of a broken disk
	 */
	async open(): Promise<void> {
		const known = await this.#file.read();
		if (!known) {
			await this.#file.save();
		}
		addAll(this.#agreed, known?.agreed);
		addAll(this.#agreedToRecording, known?.agreedToRecording);
		addAll(this.#told, known?.told);
		for (const choice of known?.choices ?? []) {
			this.#take(choice);
		}
		this.#addListed('opt-out', this.#optedOut, known?.optedOut);
		this.#addListed('never record', this.#notRecorded, known?.notRecorded);
		this.#addListed('name', this.#named, known?.named);
	}

	/** The last choices of all members, for this bot's other processes. */
	get choices(): Choice[] {
		return this.#choices.all;
	}

	/** Those of them that others do not know, or know an older one of, from all that they know. */
	missingIn(others: readonly Choice[]): Choice[] {
		return this.#choices.missingIn(others);
	}

	/**
	 * Takes choices of other processes, as far as nothing newer is known. They count before this
	 * returns, as if they were made here; settles as `setOptedOut`.
	 *
	 * @throws the system's error if the file cannot be written; the choices count even so
	 */
	async merge(choices: readonly Choice[]): Promise<void> {
		const taken = choices.filter((choice) => this.#choices.take(choice));
		const changed = new Set(
			taken.filter((choice) => this.#apply(choice)).map((each) => each.userId),
		);
		for (const userId of changed) {
			this.#tellWatchers(userId);
		}
		for (const choice of taken) {
			if (choice.choice === 'erase') {
				this.#tellErasers(choice);
			}
		}
		if (taken.length > 0) {
			await this.#settle(true);
		}
	}

	/** Calls back with each choice that is made here, until the returned function is called. */
	watchChoices(watcher: ChoiceWatcher): () => void {
		this.#choiceWatchers.add(watcher);
		return () => this.#choiceWatchers.delete(watcher);
	}

	/**
	 * Calls back for each member who wants to be taken out of all that was recorded until then: now for
	 * those who are known to, and when another process tells; until the returned function is called.
	 */
	watchErasures(watcher: ChoiceWatcher): () => void {
		this.#eraseWatchers.add(watcher);
		for (const choice of this.choices.filter((each) => each.choice === 'erase')) {
			watcher(choice);
		}
		return () => this.#eraseWatchers.delete(watcher);
	}

	/**
	 * Tells all processes that the member wants to be taken out of all that was recorded until now; here
	 * whoever asks for it does that.
	 *
	 * @throws the system's error if the file cannot be written
	 */
	async noteErased(userId: string): Promise<void> {
		this.#make(userId, 'erase');
		await this.#settle(true);
	}

	/** Whether the member's voice stays off air; asked for each frame. */
	hasOptedOut(userId: string): boolean {
		return this.#optedOut.has(userId);
	}

	/** Whether the member wants to be heard in shows of this guild that ask; asked for each frame. */
	hasAgreed(guildId: string, userId: string): boolean {
		return this.#agreed.has(`${guildId}/${userId}`);
	}

	/**
	 * Whether what the member says may be kept, in a recorded show of this guild in which they are on
	 * air; asked for each frame. To be heard is one thing, to be kept another: who has agreed to the
	 * one alone is not recorded.
	 */
	mayBeRecorded(guildId: string, userId: string, consent: ConsentMode): boolean {
		if (this.#optedOut.has(userId) || this.#notRecorded.has(userId)) {
			return false;
		}
		return consent === 'notice' || this.#agreedToRecording.has(`${guildId}/${userId}`);
	}

	/** Whether the member does not want to be recorded anywhere. */
	isNeverRecorded(userId: string): boolean {
		return this.#notRecorded.has(userId);
	}

	/** Whether the member's name may stand in what is published of them. */
	mayBeNamed(userId: string): boolean {
		return this.#named.has(userId);
	}

	/**
	 * The member wants to be named in what is published from now on, or does not any more. Counts and
	 * settles as `setOptedOut`.
	 *
	 * @throws the system's error if the file cannot be written; the wish counts even so
	 */
	async setNamed(userId: string, isNamed: boolean): Promise<void> {
		await this.#choose(userId, isNamed ? 'name' : 'no name');
	}

	/**
	 * Takes a wish: it counts before this returns; it is in the file, and nothing is heard against it
	 * any more, when the promise settles. Opting out takes back what was agreed to anywhere.
	 *
	 * @throws the system's error if the file cannot be written; the wish counts even so
	 */
	async setOptedOut(userId: string, hasOptedOut: boolean): Promise<void> {
		await this.#choose(userId, hasOptedOut ? 'opt-out' : 'opt-in');
	}

	/**
	 * The member wants to be heard in shows of this guild that ask. Opting out stands above it. Counts
	 * and settles as `setOptedOut`.
	 *
	 * @throws the system's error if the file cannot be written; the wish counts even so
	 */
	async agree(guildId: string, userId: string): Promise<void> {
		const isNew = !this.hasAgreed(guildId, userId);
		this.#agreed.add(`${guildId}/${userId}`);
		if (isNew) {
			this.#tellWatchers(userId);
		}
		await this.#settle(isNew);
	}

	/**
	 * The member does not want to be recorded in any show, or takes that back. It takes back what was
	 * agreed to anywhere. Counts and settles as `setOptedOut`.
	 *
	 * @throws the system's error if the file cannot be written; the wish counts even so
	 */
	async setNeverRecorded(userId: string, isNever: boolean): Promise<void> {
		await this.#choose(userId, isNever ? 'never record' : 'record');
	}

	/**
	 * The member wants to be recorded in shows of this guild that ask, and takes back that they never
	 * want to be. Counts and settles as `setOptedOut`.
	 *
	 * @throws the system's error if the file cannot be written; the wish counts even so
	 */
	async agreeToRecording(guildId: string, userId: string): Promise<void> {
		const entry = `${guildId}/${userId}`;
		const isNew = !this.#agreedToRecording.has(entry);
		this.#agreedToRecording.add(entry);
		await this.#choose(userId, 'record', isNew);
	}

	/** @param isNew - whether something has changed beside the choice */
	async #choose(userId: string, word: ChoiceWord, isNew = false): Promise<void> {
		// Made again it is a newer one, also where it changes nothing here.
		if (this.#apply(this.#make(userId, word)) || isNew) {
			this.#tellWatchers(userId);
		}
		await this.#settle(true);
	}

	#make(userId: string, word: ChoiceWord): Choice {
		const made = this.#choices.make(userId, word, this.#clock.epochMs());
		for (const watcher of this.#choiceWatchers) {
			watcher(made);
		}
		return made;
	}

	#take(choice: Choice): void {
		if (this.#choices.take(choice)) {
			this.#apply(choice);
		}
	}

	/** Who stands in the file's lists is in them, whoever has written that and whenever. */
	#addListed(word: ChoiceWord, listed: Set<string>, userIds: readonly string[] = []): void {
		for (const userId of userIds.filter((each) => !listed.has(each))) {
			this.#apply(this.#choices.make(userId, word, 0));
		}
	}

	/** @returns whether it changes anything */
	#apply({ choice, userId }: Choice): boolean {
		switch (choice) {
			case 'opt-out': {
				const hadAgreed = this.#forgetAgreements(userId);
				return add(this.#optedOut, userId) || hadAgreed;
			}
			case 'opt-in':
				return this.#optedOut.delete(userId);
			case 'never record': {
				const hadAgreed = deleteOf(this.#agreedToRecording, userId);
				return add(this.#notRecorded, userId) || hadAgreed;
			}
			case 'record':
				return this.#notRecorded.delete(userId);
			case 'name':
				return add(this.#named, userId);
			case 'no name':
				return this.#named.delete(userId);
			case 'erase':
				return false;
		}
	}

	/** Resolves when nothing is heard against what was chosen, and it is written where it `isNew`. */
	async #settle(isNew: boolean): Promise<void> {
		const heeding = this.#heeding;
		try {
			await (isNew || this.#file.isBehind ? this.#file.write() : this.#file.settled());
		} finally {
			await heeding;
		}
	}

	#forgetAgreements(userId: string): boolean {
		const wasHeard = deleteOf(this.#agreed, userId);
		const wasRecorded = deleteOf(this.#agreedToRecording, userId);
		return wasHeard || wasRecorded;
	}

	#tellWatchers(userId: string): void {
		const heeding = [...this.#watchers].map((watcher) => watcher(userId));
		this.#heeding = Promise.all([this.#heeding, ...heeding]);
	}

	#tellErasers(choice: Choice): void {
		for (const watcher of this.#eraseWatchers) {
			watcher(choice);
		}
	}

	/** Whether the member has been told of the show that is on air in this guild. */
	wasTold(guildId: string, userId: string): boolean {
		return this.#told.has(`${guildId}/${userId}`);
	}

	/** Remembers who has been told, until the show is over; a file that cannot be written is only logged. */
	noteTold(guildId: string, userIds: readonly string[]): void {
		for (const userId of userIds) {
			this.#told.add(`${guildId}/${userId}`);
		}
		void this.#file.save();
	}

	/** A show is over, or another one begins: everybody there is told anew. */
	forgetTold(guildId: string): void {
		const told = [...this.#told].filter((entry) => entry.startsWith(`${guildId}/`));
		for (const entry of told) {
			this.#told.delete(entry);
		}
		if (told.length > 0) {
			void this.#file.save();
		}
	}

	/** Calls back after each change of a wish, until the returned function is called. */
	watch(watcher: PrivacyWatcher): () => void {
		this.#watchers.add(watcher);
		return () => this.#watchers.delete(watcher);
	}

	/** Leaves the file to the next process: nothing is written from now on. */
	close(): Promise<void> {
		return this.#file.close();
	}
}

function addAll(to: Set<string>, entries: readonly string[] = []): void {
	for (const entry of entries) {
		to.add(entry);
	}
}

/** @returns whether it was not in there */
function add(set: Set<string>, entry: string): boolean {
	const isNew = !set.has(entry);
	set.add(entry);
	return isNew;
}

/** Takes all of a member's entries out. @returns whether there were any */
function deleteOf(memberships: Set<string>, userId: string): boolean {
	const theirs = [...memberships].filter((entry) => entry.endsWith(`/${userId}`));
	for (const entry of theirs) {
		memberships.delete(entry);
	}
	return theirs.length > 0;
}

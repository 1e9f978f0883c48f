// Rules of Apple, Spotify, PSP-1 and Podcasting 2.0 that a feed is held against, read by libxml2.
import { XmlDocument, type XmlElement } from 'libxml2-wasm';
import { APPLE_CATEGORIES } from './apple-categories.js';

/** As the directories define them. */
const NAMESPACES = {
	itunes: 'http://www.itunes.com/dtds/podcast-1.0.dtd',
	podcast: 'https://podcastindex.org/namespace/1.0',
	atom: 'http://www.w3.org/2005/Atom',
};

const RFC_2822 =
	/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}:\d{2} \+0000$/;
const ISO_8601 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;
const UUID_V5 = /^[\da-f]{8}-[\da-f]{4}-5[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;
const ASCII_URL = /^https?:\/\/[\x21-\x7e]+$/;
const LANGUAGE = /^[a-z]{2,3}(-[A-Za-z]{2,4})?$/;

/** Of enclosures' addresses, by their types. */
const EXTENSIONS: Readonly<Record<string, string>> = { 'audio/mpeg': '.mp3', 'audio/ogg': '.' };

/** One element of a feed, as the rules look at it. */
class Node {
	readonly #element: XmlElement;

	constructor(element: XmlElement) {
		this.#element = element;
	}

	all(xpath: string): Node[] {
		return this.#element.find(xpath, NAMESPACES).map((found) => new Node(found as XmlElement));
	}

	/** Texts of all children that are so called. */
	texts(xpath: string): string[] {
		return this.all(xpath).map((node) => node.text);
	}

	get text(): string {
		return this.#element.content;
	}

	attribute(name: string): string {
		return this.#element.attr(name)?.value ?? '';
	}
}

/** What is wrong, a sentence each. */
class Faults {
	readonly list: string[] = [];

	expect(isRight: boolean, fault: string): void {
		if (!isRight) {
			this.list.push(fault);
		}
	}

	/** One of these children, with such a text. */
	one(node: Node, name: string, isRight: (text: string) => boolean = (text) => text !== ''): void {
		const texts = node.texts(name);
		this.expect(texts.length === 1, `${name}: expected one, got ${texts.length}`);
		for (const text of texts) {
			this.expect(isRight(text), `${name}: got ${JSON.stringify(text.slice(0, 80))}`);
		}
	}
}

/**
 * All that is wrong with a feed.
 *
 * @throws where it is no XML with all of its namespaces
 */
export function faultsOf(bytes: Uint8Array): string[] {
	const document = XmlDocument.fromBuffer(bytes);
	try {
		const faults = new Faults();
		const rss = new Node(document.root);
		faults.expect(rss.attribute('version') === '2.0', 'rss: expected version 2.0');
		const channels = rss.all('channel');
		faults.expect(channels.length === 1, `channel: expected one, got ${channels.length}`);
		for (const channel of channels) {
			checkChannel(channel, faults);
			checkRepetition(channel, faults);
			for (const item of channel.all('item')) {
				checkItem(item, faults);
			}
			for (const item of channel.all('podcast:liveItem')) {
				checkLiveItem(item, faults);
			}
		}
		return faults.list;
	} finally {
		document.dispose();
	}
}

function checkChannel(channel: Node, faults: Faults): void {
	const oneLine = (text: string) => text.trim() !== '' && !/[\p{Cc}\ufffd]/u.test(text);
	faults.one(channel, 'title', (text) => oneLine(text) && [...text].length <= 300);
	faults.one(channel, 'description', (text) => text !== '' && Buffer.byteLength(text) <= 4000);
	faults.one(channel, 'language', (text) => LANGUAGE.test(text));
	faults.one(channel, 'link', (text) => ASCII_URL.test(text));
	faults.one(channel, 'lastBuildDate', (text) => RFC_2822.test(text));
	faults.one(channel, 'generator');
	faults.one(channel, 'itunes:explicit', (text) => /^(true|false)$/.test(text));
	faults.one(channel, 'itunes:author', oneLine);
	faults.one(channel, 'itunes:type', (text) => text === 'episodic');
	faults.one(channel, 'podcast:guid', (text) => UUID_V5.test(text));
	faults.one(channel, 'podcast:locked', (text) => text === 'yes');
	faults.one(channel, 'podcast:medium', (text) => text === 'podcast');
	const [image] = channel.all('itunes:image').map((node) => node.attribute('href'));
	const imagePath = image && ASCII_URL.test(image) ? new URL(image).pathname : '';
	faults.expect(/\.(jpg|png)$/.test(imagePath), `itunes:image: got ${image}`);
	const selves = channel.all('atom:link[@rel="self"]').map((node) => node.attribute('href'));
	faults.expect(selves.length === 1 && ASCII_URL.test(selves[0] ?? ''), `self: got ${selves}`);
	const categories = channel.all('itunes:category');
	faults.expect(categories.length >= 1, 'itunes:category: expected one, got none');
	for (const category of categories) {
		const subs = APPLE_CATEGORIES[category.attribute('text')];
		faults.expect(subs !== undefined, `itunes:category: got ${category.attribute('text')}`);
		for (const sub of category.all('itunes:category')) {
			const text = sub.attribute('text');
			faults.expect(subs?.includes(text) ?? false, `subcategory: got ${text}`);
		}
	}
	for (const owner of channel.all('itunes:owner')) {
		faults.one(owner, 'itunes:email', (text) => /^\S+@\S+$/.test(text));
		faults.one(owner, 'itunes:name', oneLine);
	}
}

/** Apple takes a second enclosure of the same address, and a second item of a guid, for none. */
function checkRepetition(channel: Node, faults: Faults): void {
	const addresses = channel.all('item/enclosure').map((node) => node.attribute('url'));
	faults.expect(new Set(addresses).size === addresses.length, 'enclosures: repeated');
	const guids = channel.texts('item/guid | podcast:liveItem/guid');
	faults.expect(new Set(guids).size === guids.length, 'guids: repeated');
}

function checkItem(item: Node, faults: Faults): void {
	checkShared(item, faults);
	faults.one(item, 'pubDate', (text) => RFC_2822.test(text));
	faults.one(item, 'itunes:duration', (text) => /^[1-9]\d*$/.test(text));
	faults.one(item, 'itunes:explicit', (text) => /^(true|false)$/.test(text));
	for (const enclosure of item.all('enclosure')) {
		faults.expect(Number(enclosure.attribute('length')) > 0, 'enclosure: expected a length');
	}
	for (const chapters of item.all('podcast:chapters')) {
		faults.expect(ASCII_URL.test(chapters.attribute('url')), 'podcast:chapters: no address');
		faults.expect(
			chapters.attribute('type') === 'application/json+chapters',
			`podcast:chapters: got ${chapters.attribute('type')}`,
		);
	}
	for (const transcript of item.all('podcast:transcript')) {
		faults.expect(ASCII_URL.test(transcript.attribute('url')), 'podcast:transcript: no address');
		faults.expect(transcript.attribute('type') === 'text/vtt', 'podcast:transcript: no type');
	}
	for (const { text } of item.all('podcast:alternateEnclosure/podcast:integrity/@value')) {
		faults.expect(/^sha256-[\w+/]{43}=$/.test(text), `podcast:integrity: got ${text}`);
	}
}

function checkLiveItem(item: Node, faults: Faults): void {
	checkShared(item, faults);
	const [status, start, end] = ['status', 'start', 'end'].map((name) => item.attribute(name));
	faults.expect(/^(pending|live|ended)$/.test(status ?? ''), `status: got ${status}`);
	for (const time of [start, end]) {
		faults.expect(ISO_8601.test(time ?? ''), `start or end: got ${time}`);
	}
	faults.expect(Date.parse(start ?? '') <= Date.parse(end ?? ''), 'end: before the start');
	const links = item.all('podcast:contentLink').map((node) => node.attribute('href'));
	faults.expect(links.length > 0 && links.every((link) => ASCII_URL.test(link)), 'contentLink');
}

function checkShared(item: Node, faults: Faults): void {
	const isTitle = (text: string) => text.trim() !== '' && !/\p{Cc}/u.test(text);
	faults.one(item, 'title', (text) => isTitle(text) && [...text].length <= 300);
	faults.one(item, 'guid');
	faults.one(item, 'guid/@isPermaLink', (text) => text === 'false');
	faults.one(item, 'link', (text) => ASCII_URL.test(text));
	faults.one(item, 'description', (text) => text !== '' && Buffer.byteLength(text) <= 4000);
	faults.one(item, 'enclosure', () => true);
	for (const enclosure of item.all('enclosure')) {
		const url = enclosure.attribute('url');
		faults.expect(enclosure.attribute('type') === 'audio/mpeg', 'enclosure: expected MP3');
		faults.expect(/^\d+$/.test(enclosure.attribute('length')), 'enclosure: length is no number');
		faults.expect(isMedia(url, 'audio/mpeg'), `enclosure: got ${url}`);
	}
	for (const alternative of item.all('podcast:alternateEnclosure')) {
		const type = alternative.attribute('type');
		const sources = alternative.all('podcast:source').map((node) => node.attribute('uri'));
		faults.expect(sources.length > 0, 'podcast:alternateEnclosure: no source');
		for (const source of sources) {
			faults.expect(isMedia(source, type), `podcast:source: got ${source} for ${type}`);
		}
	}
	for (const person of item.all('podcast:person')) {
		faults.expect(person.text.trim() !== '' && person.text.length <= 128, 'podcast:person');
		faults.expect(/^(host|guest)$/.test(person.attribute('role')), 'podcast:person: no role');
	}
}

function isMedia(url: string, type: string): boolean {
	const extension = EXTENSIONS[type];
	return (
		ASCII_URL.test(url) &&
		extension !== undefined &&
		new URL(url).pathname.split('/').at(-1)?.includes(extension) === true
	);
}

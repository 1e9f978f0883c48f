// The page of an episode: connects sound, place, chapters, transcript, keys and dialogs.
import { element, setText } from '../elements.js';
import type { ScriptWords } from '../words/episode/en.js';
import { ChapterList } from './chapter-list.js';
import { EpisodeSound } from './episode-sound.js';
import { fill } from './fill.js';
import { keepPosition, keepReturn, positionIn, takeReturn } from './kept.js';
import { connectKeys } from './keyboard.js';
import { localeOf } from './locale.js';
import { connectMediaSession, showOnMediaSession } from './media-session.js';
import { Settings } from './settings.js';
import { connectShare, openDialog } from './share.js';
import { clockOf, timeInFragment } from './times.js';
import { Transcript } from './transcript.js';

const BACK_S = 15;
const FORWARD_S = 30;
/** Who has heard all but this, or all but a twentieth, has heard it all. */
const END_S = 15;
const END_SHARE = 0.05;
/** Nobody minds hearing this much again. */
const BEGINNING_S = 5;
const KEEP_INTERVAL_S = 5;
/** A shorter wait is not worth a word. */
const LOADING_DELAY_MS = 500;

const page = element('episode', HTMLElement);
const { cover, id = '', length, show = '', title = '', words: texts } = page.dataset;
const words = JSON.parse(texts ?? '{}') as ScriptWords;
const audio = element('audio', HTMLAudioElement);
const position = element('position', HTMLInputElement);
const playButton = element('play', HTMLButtonElement);
const status = element('status', Element);
const [elapsed, now, remaining] = ['elapsed', 'now', 'remaining'].map((name) =>
	element(name, Element),
) as [Element, Element, Element];

const sound = new EpisodeSound(audio, Number(length), {
	onAway: (why) => {
		page.dataset.state = 'away';
		setText(status, why === 'being changed' ? words.changing : words.noConnection);
	},
	onReplaced: (isPlaying) => {
		setText(status, words.renewed);
		const chapter = chapters.at(sound.time);
		const offset = sound.time - (chapter?.start ?? 0);
		keepReturn({ id, chapter: chapter?.title, offset, time: sound.time, isPlaying });
		location.reload();
	},
	onGone: () => stopWith(words.gone),
	onUnplayable: () => stopWith(words.cannotPlay),
	onBack: () => {
		setText(status, '');
		render();
	},
});
const settings = new Settings(audio, page);
const chapters = new ChapterList(document.getElementById('chapters'), playFrom);
const transcript = document.getElementById('transcript')
	? new Transcript(words, playFrom)
	: undefined;

/** While somebody moves the knob, it is theirs. */
let isMoved = false;
let keptAt = 0;
let loadingTimer = 0;

async function play(): Promise<void> {
	const outcome = await sound.play();
	if (outcome === 'press needed') {
		setText(status, words.pressPlay);
	}
}

function pause(): void {
	sound.pause();
}

function toggle(): void {
	if (sound.isPlaying) {
		pause();
	} else {
		void play();
	}
}

function playFrom(seconds: number): void {
	sound.seek(seconds);
	void play();
}

function stopWith(text: string): void {
	pause();
	page.dataset.state = 'away';
	setText(status, text);
}

function render(): void {
	const { isPlaying } = sound;
	page.dataset.state = isPlaying ? 'playing' : 'paused';
	playButton.setAttribute('aria-label', isPlaying ? words.pause : words.play);
	document.title = document.title.replace(/^(▶ )?/, isPlaying ? '▶ ' : '');
	position.max = String(Math.max(1, Math.floor(sound.length)));
	showMediaState();
	renderTime();
}

function renderTime(): void {
	const time = isMoved ? Number(position.value) : sound.time;
	if (!isMoved) {
		position.value = String(Math.floor(time));
	}
	position.style.setProperty('--done', String(sound.length > 0 ? time / sound.length : 0));
	const times = { time: clockOf(time), length: clockOf(sound.length) };
	position.setAttribute('aria-valuetext', fill(words.positionOf, times));
	setText(elapsed, times.time);
	setText(remaining, `−${clockOf(sound.length - Math.floor(time))}`);
	setText(now, chapters.at(time)?.title ?? '');
	chapters.show(time);
	transcript?.show(sound.time);
}

function showMediaState(): void {
	showOnMediaSession({
		isPlaying: sound.isPlaying,
		time: sound.time,
		length: sound.length,
		speed: audio.playbackRate,
	});
}

function keepPlace(): void {
	const { length, time } = sound;
	keptAt = time;
	const end = length - Math.min(END_S, length * END_SHARE);
	keepPosition(id, time < BEGINNING_S || time > end ? undefined : time);
}

/** Where a changed page was, what the address says, or where somebody stopped, in this order. */
function begin(): void {
	const left = takeReturn(id);
	if (left) {
		const start = left.chapter === undefined ? undefined : chapters.startOf(left.chapter);
		sound.seek(start === undefined ? left.time : start + left.offset);
		if (left.isPlaying) {
			void play();
		}
		return;
	}
	const wanted = timeInFragment(location.hash);
	const kept = positionIn(id);
	if (wanted !== undefined) {
		sound.seek(wanted);
	} else if (kept !== undefined) {
		sound.seek(kept);
		setText(status, fill(words.resumed, { time: clockOf(kept) }));
	}
}

for (const type of ['play', 'pause', 'ended', 'durationchange', 'ratechange']) {
	audio.addEventListener(type, render);
}
for (const type of ['timeupdate', 'seeking', 'seeked']) {
	audio.addEventListener(type, renderTime);
}
audio.addEventListener('seeked', showMediaState);
audio.addEventListener('timeupdate', () => {
	if (sound.isPlaying && Math.abs(sound.time - keptAt) >= KEEP_INTERVAL_S) {
		keepPlace();
	}
});
audio.addEventListener('pause', keepPlace);
audio.addEventListener('ended', () => keepPosition(id, undefined));
audio.addEventListener('waiting', () => {
	clearTimeout(loadingTimer);
	loadingTimer = setTimeout(() => setText(status, words.loading), LOADING_DELAY_MS);
});
audio.addEventListener('playing', () => {
	clearTimeout(loadingTimer);
	setText(status, '');
});
addEventListener('pagehide', () => {
	if (sound.isPlaying) {
		keepPlace();
	}
});
addEventListener('hashchange', () => {
	const wanted = timeInFragment(location.hash);
	if (wanted !== undefined) {
		sound.seek(wanted);
	}
});

position.addEventListener('input', () => {
	isMoved = true;
	renderTime();
});
position.addEventListener('change', () => {
	isMoved = false;
	sound.seek(Number(position.value));
});
playButton.addEventListener('click', toggle);
element('back', HTMLElement).addEventListener('click', () => sound.moveBy(-BACK_S));
element('forward', HTMLElement).addEventListener('click', () => sound.moveBy(FORWARD_S));

const help = () => openDialog(element('keys', HTMLDialogElement));
element('keys-open', HTMLElement).addEventListener('click', help);
connectShare(words, title, () => sound.time);
connectKeys({
	toggle,
	moveBy: (by) => sound.moveBy(by),
	louder: (by) => settings.louder(by),
	mute: () => settings.mute(),
	faster: (by) => settings.faster(by),
	jump: (fraction) => sound.seek(fraction * sound.length),
	help,
});
connectMediaSession(
	{ title, show, cover: cover === '' ? undefined : cover },
	{
		play: () => void play(),
		pause,
		moveBy: (seconds) => sound.moveBy(seconds),
		seek: (seconds) => sound.seek(seconds),
		chapter: chapters.isEmpty
			? undefined
			: (direction) => sound.seek(chapters.neighbour(sound.time, direction) ?? 0),
	},
);

const date = element('date', HTMLTimeElement);
// The server does not know which day it was where somebody listens.
setText(
	date,
	new Intl.DateTimeFormat(localeOf(document.documentElement.lang), { dateStyle: 'long' }).format(
		new Date(date.dateTime),
	),
);
begin();
render();

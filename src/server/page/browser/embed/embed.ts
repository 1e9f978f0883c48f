// A small player in another site's page: plays, and shows what is on air as it changes.

import { element, setText } from '../elements.js';
import { EpisodeSound } from '../episode/episode-sound.js';
import { fill } from '../episode/fill.js';
import { localeOf } from '../episode/locale.js';
import { clockOf } from '../episode/times.js';
import type { EmbedWords, ScriptWords } from '../words/episode/en.js';

const REFRESH_MS = 20_000;
const TIMEOUT_MS = 8_000;
const RETRY_MS = 3_000;

const words = JSON.parse(document.documentElement.dataset.words ?? '{}') as EmbedWords &
	Pick<ScriptWords, 'positionOf'>;

/** What the button works. */
interface Player {
	readonly isPlaying: boolean;
	toggle: () => void;
}

/** A stream has no place to go back to: pausing it lets go of it. */
function livePlayer(box: HTMLElement): Player {
	const audio = new Audio();
	let isWanted = false;
	let retry = 0;
	const show = () => {
		box.dataset.state = isWanted ? 'playing' : 'paused';
		element('play', Element).setAttribute('aria-label', isWanted ? words.stop : words.listen);
	};
	const begin = () => {
		audio.src = box.dataset.src ?? '';
		audio.play().catch((error: DOMException) => {
			if (error.name === 'NotAllowedError') {
				stop();
			}
		});
	};
	const stop = () => {
		isWanted = false;
		clearTimeout(retry);
		audio.removeAttribute('src');
		audio.load();
		say('');
		show();
	};
	const again = () => {
		if (isWanted) {
			say(words.noConnection);
			clearTimeout(retry);
			retry = setTimeout(begin, RETRY_MS);
		}
	};
	audio.addEventListener('error', again);
	audio.addEventListener('ended', again);
	audio.addEventListener('playing', () => say(''));
	return {
		get isPlaying() {
			return isWanted;
		},
		toggle: () => {
			if (isWanted) {
				stop();
				return;
			}
			isWanted = true;
			show();
			begin();
		},
	};
}

function episodePlayer(box: HTMLElement): Player {
	const audio = new Audio();
	audio.preload = 'none';
	audio.src = box.dataset.src ?? '';
	const position = element('position', HTMLInputElement);
	const sound = new EpisodeSound(audio, Number(box.dataset.length), {
		onAway: (why) => say(why === 'being changed' ? words.changing : words.noConnection),
		onReplaced: () => location.reload(),
		onGone: () => location.reload(),
		onUnplayable: () => say(words.notFound),
		onBack: () => say(''),
	});
	let isMoved = false;
	const show = () => {
		const { isPlaying, length } = sound;
		const time = isMoved ? Number(position.value) : sound.time;
		box.dataset.state = isPlaying ? 'playing' : 'paused';
		element('play', Element).setAttribute('aria-label', isPlaying ? words.pause : words.play);
		position.max = String(Math.max(1, Math.floor(length)));
		if (!isMoved) {
			position.value = String(Math.floor(time));
		}
		position.style.setProperty('--done', String(time / length));
		const times = { time: clockOf(time), length: clockOf(length) };
		position.setAttribute('aria-valuetext', fill(words.positionOf, times));
		setText(element('elapsed', Element), times.time);
		setText(element('remaining', Element), `−${clockOf(length - Math.floor(time))}`);
	};
	for (const type of ['play', 'pause', 'ended', 'timeupdate', 'seeking', 'durationchange']) {
		audio.addEventListener(type, show);
	}
	position.addEventListener('input', () => {
		isMoved = true;
		show();
	});
	position.addEventListener('change', () => {
		isMoved = false;
		sound.seek(Number(position.value));
	});
	show();
	return {
		get isPlaying() {
			return sound.isPlaying;
		},
		toggle: () => {
			if (sound.isPlaying) {
				sound.pause();
			} else {
				void sound.play();
			}
		},
	};
}

function say(text: string): void {
	const status = document.getElementById('status');
	if (status) {
		setText(status, text);
	}
}

/** Begins with what the page has now. */
function connect(): Player | undefined {
	for (const time of document.querySelectorAll<HTMLTimeElement>('time[data-when]')) {
		const locale = localeOf(document.documentElement.lang);
		const form = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
		setText(time, form.format(new Date(time.dateTime)));
	}
	const box = document.getElementById('player');
	if (!box) {
		return undefined;
	}
	const connected = box.dataset.kind === 'live' ? livePlayer(box) : episodePlayer(box);
	element('play', HTMLElement).addEventListener('click', () => connected.toggle());
	return connected;
}

/** Takes over what has changed; what plays goes on. */
async function refresh(): Promise<void> {
	if (document.hidden) {
		return;
	}
	try {
		const response = await fetch(location.href, { signal: AbortSignal.timeout(TIMEOUT_MS) });
		if (response.status === 503) {
			return;
		}
		const news = new DOMParser().parseFromString(await response.text(), 'text/html');
		const next = news.getElementById('embed');
		if (!next || next.outerHTML === shown) {
			return;
		}
		const about = next.querySelector('#about');
		if (player?.isPlaying) {
			if (about) {
				document.getElementById('about')?.replaceWith(about);
			}
			return;
		}
		shown = next.outerHTML;
		document.getElementById('embed')?.replaceWith(next);
		player = connect();
	} catch {
		// The server does not answer; what is shown stays until it does.
	}
}

let shown = element('embed', Element).outerHTML;
let player = connect();
setInterval(() => void refresh(), REFRESH_MS);
document.addEventListener('visibilitychange', () => void refresh());

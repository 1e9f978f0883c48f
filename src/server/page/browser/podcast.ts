// The page of one podcast: its parts put together.
import { Addresses } from './addresses.js';
import { AudioOutput } from './audio-output.js';
import type { DecoderChoice } from './choose-decoder.js';
import { LevelMeter } from './level-meter.js';
import { LivePlayback } from './live-playback.js';
import { connectMediaKeys, showOnMediaKeys } from './media-keys.js';
import type { Playback, PlaybackState, WatchState } from './playback.js';
import { isActive, PlayerView } from './player-view.js';
import { lookUp, type Podcast } from './podcast-lookup.js';
import { PodcastWatch } from './podcast-watch.js';
import { keepPreference, readPreference } from './preferences.js';
import { ServerClock } from './server-clock.js';
import { StreamPlayback } from './stream-playback.js';

/** How often what changes by itself is shown anew. */
const TICK_MS = 500;

/** How often the way to the server is measured while playing. */
const LOOK_UP_INTERVAL_MS = 20_000;

const view = new PlayerView();
const addresses = new Addresses(view.podcastId);
const meter = new LevelMeter(view.level, () => playback?.level ?? 0);

const serverClock = new ServerClock();
let state: PlaybackState = { kind: 'stopped' };
let podcast: Podcast | undefined;
/** What the page came with is true until something else is known. */
let watchState: WatchState = 'connected';
let playback: Playback | undefined;
/** Set once the server has said that the podcast is over, maybe before its last words are heard. */
let over: PlaybackState | undefined;
let networkMs: number | undefined;
/** Whether something between us and the server lets no websocket through: streams it does. */
let isWebSocketBlocked = false;
let lookUpTimer: ReturnType<typeof setInterval> | undefined;

const watch = new PodcastWatch(addresses, serverClock, {
	onPodcast: (news) => {
		podcast = news;
		show();
	},
	onState: (next) => {
		const isBack = next === 'connected' && watchState !== 'connected';
		watchState = next;
		show();
		if (isBack && playback) {
			void checkConnection();
		}
	},
	onSilence: () => playback?.silence(),
	// The websocket says the same after the last words, which are still to be heard.
	onOver: (reason) => {
		over = { kind: 'over', reason };
		if (state.kind !== 'listening') {
			setState(over);
		}
	},
});

function play(): void {
	if (state.kind === 'over') {
		return;
	}
	stop();
	try {
		playback = createPlayback();
	} catch (error) {
		setState({ kind: 'failed', message: `This browser has no sound for the page: ${error}` });
		return;
	}
	meter.start();
	void checkConnection();
	lookUpTimer = setInterval(() => void checkConnection(), LOOK_UP_INTERVAL_MS);
}

function createPlayback(): Playback {
	const options = { volume: volume(), onState: setState };
	return view.background.checked || isWebSocketBlocked
		? new StreamPlayback({ ...options, streamUrl: addresses.mp3, podcastUrl: addresses.podcast })
		: new LivePlayback({
				...options,
				webSocketUrl: addresses.webSocket,
				podcastUrl: addresses.podcast,
				onBlocked: () => {
					isWebSocketBlocked = true;
					play();
				},
				decoder: view.decoder.value as DecoderChoice,
			});
}

function stop(): void {
	clearInterval(lookUpTimer);
	playback?.stop();
	playback = undefined;
	meter.stop();
}

function pausePlaying(): void {
	stop();
	setState({ kind: 'stopped' });
}

function toggle(): void {
	if (isActive(state)) {
		pausePlaying();
	} else {
		play();
	}
}

function setState(next: PlaybackState): void {
	// Coming back to what is known to be over would be in vain.
	state = over ?? next;
	if (state.kind === 'over') {
		over = state;
		watch.close();
	}
	if (state.kind === 'over' || state.kind === 'failed') {
		stop();
	}
	show();
}

async function checkConnection(): Promise<void> {
	const found = await lookUp(addresses.podcast);
	if (found.kind === 'podcast') {
		networkMs = found.roundTripMs === undefined ? networkMs : found.roundTripMs / 2;
		playback?.checkConnection(found.podcast.isLive && found.podcast.speakers.length > 0);
	}
}

function volume(): number {
	// Ears hear loudness by powers: with the square, the middle of the slider sounds half as loud.
	return (view.volume.valueAsNumber / 100) ** 2;
}

function show(): void {
	view.show({ state, podcast, watch: watchState, isOnline: navigator.onLine });
	if (podcast) {
		showOnMediaKeys(podcast, isActive(state));
	}
	tick();
}

function tick(): void {
	const facts = state.kind === 'listening' ? playback?.facts : undefined;
	view.showTime(
		serverClock.epochMs,
		facts && {
			facts,
			delay: { bufferMs: facts.bufferedMs, outputMs: facts.outputMs, networkMs },
		},
	);
}

/** What the listener chose last time, or named in the address. */
function restoreChoices(): void {
	const query = new URLSearchParams(location.search);
	view.decoder.value = query.get('decoder') === 'wasm' ? 'wasm' : 'auto';
	view.volume.value = readPreference('volume') ?? view.volume.value;
	view.background.checked = readPreference('background') === 'true';
	if (!AudioOutput.isSupported) {
		view.background.checked = true;
		view.background.disabled = true;
		view.decoder.disabled = true;
	}
}

/** The browser's own word on when the page's first byte came, on the clock that only runs. */
function tellTimeOfPage(): void {
	const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
	const sinceMs = navigation ? performance.now() - navigation.responseStart : 0;
	serverClock.tell(view.madeAtMs + sinceMs);
}

/** Playing is to begin at once, and even while the server is away. */
function preparePlaying(): void {
	if (AudioOutput.isSupported) {
		// What cannot be had now is asked for again when somebody presses play.
		LivePlayback.hold(view.decoder.value as DecoderChoice).catch(() => {});
	}
}

restoreChoices();
tellTimeOfPage();
preparePlaying();
view.play.addEventListener('click', toggle);
view.volume.addEventListener('input', () => {
	keepPreference('volume', view.volume.value);
	if (playback) {
		playback.volume = volume();
	}
});
view.background.addEventListener('change', () => {
	keepPreference('background', String(view.background.checked));
	restart();
});
view.decoder.addEventListener('change', restart);
window.addEventListener('online', show);
window.addEventListener('offline', () => {
	show();
	watch.distrust();
});
connectMediaKeys({ play, pause: pausePlaying });
meter.stop();
setInterval(tick, TICK_MS);
show();

/** Plays on in another way. */
function restart(): void {
	if (isActive(state)) {
		play();
	}
}

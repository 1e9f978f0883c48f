// What the system shows of an episode beside the page: lock screen, headphones, media keys.

/** What its controls do. */
export interface MediaControls {
	play: () => void;
	pause: () => void;
	moveBy: (seconds: number) => void;
	seek: (seconds: number) => void;
	/** To the next or the previous chapter; undefined where there are none. */
	chapter: ((direction: 'next' | 'previous') => void) | undefined;
}

const BACK_S = 15;
const FORWARD_S = 30;

/** Connects the controls and names what is played; nothing where the browser has no such thing. */
export function connectMediaSession(
	{ cover, show, title }: { title: string; show: string; cover: string | undefined },
	controls: MediaControls,
): void {
	if (!('mediaSession' in navigator)) {
		return;
	}
	const { chapter } = controls;
	navigator.mediaSession.metadata = new MediaMetadata({
		title,
		artist: show,
		...(cover !== undefined && { artwork: [{ src: new URL(cover, location.href).href }] }),
	});
	const handlers: [MediaSessionAction, MediaSessionActionHandler | undefined][] = [
		['play', controls.play],
		['pause', controls.pause],
		['stop', controls.pause],
		['seekbackward', ({ seekOffset }) => controls.moveBy(-(seekOffset ?? BACK_S))],
		['seekforward', ({ seekOffset }) => controls.moveBy(seekOffset ?? FORWARD_S)],
		['seekto', ({ seekTime }) => seekTime !== undefined && controls.seek(seekTime)],
		['previoustrack', chapter && (() => chapter('previous'))],
		['nexttrack', chapter && (() => chapter('next'))],
	];
	for (const [action, handler] of handlers) {
		try {
			navigator.mediaSession.setActionHandler(action, handler ?? null);
		} catch {
			// The browser does not know this one.
		}
	}
}

/** Tells the system where the sound is. */
export function showOnMediaSession(now: {
	isPlaying: boolean;
	time: number;
	length: number;
	speed: number;
}): void {
	if (!('mediaSession' in navigator)) {
		return;
	}
	navigator.mediaSession.playbackState = now.isPlaying ? 'playing' : 'paused';
	navigator.mediaSession.setPositionState?.({
		duration: now.length,
		position: Math.min(now.time, now.length),
		playbackRate: now.speed,
	});
}

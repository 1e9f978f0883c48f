// Records four speakers in real time, as built, until it is killed.
import { pino } from 'pino';
import { systemClock } from '../../dist/clock.js';
import { Recorder } from '../../dist/recording/recorder.js';
import { EpisodeFolder } from '../../dist/store/episode-folder.js';

const { dataDir, manifest, userIds } = JSON.parse(process.argv[2]);

const recorder = await Recorder.start(manifest, {
	folder: new EpisodeFolder(dataDir, manifest.id),
	clock: systemClock,
	logger: pino({ level: 'silent' }),
	settings: { maxMs: 36_000_000, minFreeBytes: 0, syncMs: 2000 },
	nameOf: (userId) => userId,
	onEnded: () => process.exit(1),
});

const startMs = systemClock.nowMs();
let said = 0;
let lastMs = startMs;
let stalledMs = 0;

/** A frame that no other is like, as simulated-track.ts makes it. */
function markedFrame(mark) {
	const frame = new Uint8Array(40).fill(0x55);
	frame[0] = 0xfc;
	new DataView(frame.buffer).setUint32(1, mark);
	return frame;
}

setInterval(() => {
	const receivedAtMs = systemClock.nowMs();
	const gapMs = receivedAtMs - lastMs;
	lastMs = receivedAtMs;
	if (gapMs > 40) {
		stalledMs += Math.ceil(gapMs);
	}
	for (; startMs + said * 20 <= receivedAtMs; said++) {
		const opus = markedFrame(said);
		for (const [ssrc, userId] of userIds.entries()) {
			recorder.push({
				opus,
				userId,
				ssrc,
				voiceSession: 0,
				transportNonce: 0,
				sequence: said & 0xffff,
				timestamp: (said * 960) >>> 0,
				receivedAtMs,
			});
		}
		process.send({ said, stalledMs });
	}
}, 5);

// All that is said in German.
import type { Texts } from '../en/index.js';
import { ANNOUNCEMENT_DE } from './announcement.js';
import { ANSWERS_DE } from './answers.js';
import { CHECK_DE } from './check.js';
import { EPISODE_DE } from './episode.js';
import { FAILURE_DE } from './failure.js';
import { HELP_DE } from './help.js';
import { JINGLE_DE } from './jingle.js';
import { LINK_DE } from './link.js';
import { LISTENING_DE } from './listening.js';
import { PANEL_DE } from './panel.js';
import { PLACE_DE } from './place.js';
import { RECORDING_DE } from './recording.js';
import { SCHEDULE_DE } from './schedule.js';
import { SHOW_DE } from './show.js';
import { STATUS_DE } from './status.js';
import { TROUBLE_DE } from './trouble.js';
import { VOICE_DE } from './voice.js';

/** By what it is about. */
export const DE: Texts = {
	announcement: ANNOUNCEMENT_DE,
	answers: ANSWERS_DE,
	check: CHECK_DE,
	episode: EPISODE_DE,
	failure: FAILURE_DE,
	help: HELP_DE,
	jingle: JINGLE_DE,
	link: LINK_DE,
	listening: LISTENING_DE,
	panel: PANEL_DE,
	place: PLACE_DE,
	recording: RECORDING_DE,
	schedule: SCHEDULE_DE,
	show: SHOW_DE,
	status: STATUS_DE,
	trouble: TROUBLE_DE,
	voice: VOICE_DE,
};

// All that is said in Spanish.
import type { Texts } from '../en/index.js';
import { ANNOUNCEMENT_ES } from './announcement.js';
import { ANSWERS_ES } from './answers.js';
import { CHECK_ES } from './check.js';
import { EPISODE_ES } from './episode.js';
import { FAILURE_ES } from './failure.js';
import { HELP_ES } from './help.js';
import { JINGLE_ES } from './jingle.js';
import { LINK_ES } from './link.js';
import { LISTENING_ES } from './listening.js';
import { PANEL_ES } from './panel.js';
import { PLACE_ES } from './place.js';
import { RECORDING_ES } from './recording.js';
import { SCHEDULE_ES } from './schedule.js';
import { SHOW_ES } from './show.js';
import { STATUS_ES } from './status.js';
import { TROUBLE_ES } from './trouble.js';
import { VOICE_ES } from './voice.js';

/** By what it is about. */
export const ES: Texts = {
	announcement: ANNOUNCEMENT_ES,
	answers: ANSWERS_ES,
	check: CHECK_ES,
	episode: EPISODE_ES,
	failure: FAILURE_ES,
	help: HELP_ES,
	jingle: JINGLE_ES,
	link: LINK_ES,
	listening: LISTENING_ES,
	panel: PANEL_ES,
	place: PLACE_ES,
	recording: RECORDING_ES,
	schedule: SCHEDULE_ES,
	show: SHOW_ES,
	status: STATUS_ES,
	trouble: TROUBLE_ES,
	voice: VOICE_ES,
};

// All that is said in English.
import { ANNOUNCEMENT_EN } from './announcement.js';
import { ANSWERS_EN } from './answers.js';
import { CHECK_EN } from './check.js';
import { EPISODE_EN } from './episode.js';
import { FAILURE_EN } from './failure.js';
import { HELP_EN } from './help.js';
import { JINGLE_EN } from './jingle.js';
import { LINK_EN } from './link.js';
import { LISTENING_EN } from './listening.js';
import { PANEL_EN } from './panel.js';
import { PLACE_EN } from './place.js';
import { RECORDING_EN } from './recording.js';
import { SCHEDULE_EN } from './schedule.js';
import { SHOW_EN } from './show.js';
import { STATUS_EN } from './status.js';
import { TROUBLE_EN } from './trouble.js';
import { VOICE_EN } from './voice.js';

/** By what it is about. */
export const EN = {
	announcement: ANNOUNCEMENT_EN,
	answers: ANSWERS_EN,
	check: CHECK_EN,
	episode: EPISODE_EN,
	failure: FAILURE_EN,
	help: HELP_EN,
	jingle: JINGLE_EN,
	link: LINK_EN,
	listening: LISTENING_EN,
	panel: PANEL_EN,
	place: PLACE_EN,
	recording: RECORDING_EN,
	schedule: SCHEDULE_EN,
	show: SHOW_EN,
	status: STATUS_EN,
	trouble: TROUBLE_EN,
	voice: VOICE_EN,
};

/** The same in every language: what is missing in one does not compile. */
export type Texts = typeof EN;

// All that is said in Portuguese.
import type { Texts } from '../en/index.js';
import { ANNOUNCEMENT_PT } from './announcement.js';
import { ANSWERS_PT } from './answers.js';
import { CHECK_PT } from './check.js';
import { EPISODE_PT } from './episode.js';
import { FAILURE_PT } from './failure.js';
import { HELP_PT } from './help.js';
import { JINGLE_PT } from './jingle.js';
import { LINK_PT } from './link.js';
import { LISTENING_PT } from './listening.js';
import { PANEL_PT } from './panel.js';
import { PLACE_PT } from './place.js';
import { RECORDING_PT } from './recording.js';
import { SCHEDULE_PT } from './schedule.js';
import { SHOW_PT } from './show.js';
import { STATUS_PT } from './status.js';
import { TROUBLE_PT } from './trouble.js';
import { VOICE_PT } from './voice.js';

/** By what it is about. */
export const PT: Texts = {
	announcement: ANNOUNCEMENT_PT,
	answers: ANSWERS_PT,
	check: CHECK_PT,
	episode: EPISODE_PT,
	failure: FAILURE_PT,
	help: HELP_PT,
	jingle: JINGLE_PT,
	link: LINK_PT,
	listening: LISTENING_PT,
	panel: PANEL_PT,
	place: PLACE_PT,
	recording: RECORDING_PT,
	schedule: SCHEDULE_PT,
	show: SHOW_PT,
	status: STATUS_PT,
	trouble: TROUBLE_PT,
	voice: VOICE_PT,
};

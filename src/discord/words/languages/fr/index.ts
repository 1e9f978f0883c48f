// All that is said in French.
import type { Texts } from '../en/index.js';
import { ANNOUNCEMENT_FR } from './announcement.js';
import { ANSWERS_FR } from './answers.js';
import { CHECK_FR } from './check.js';
import { EPISODE_FR } from './episode.js';
import { FAILURE_FR } from './failure.js';
import { HELP_FR } from './help.js';
import { JINGLE_FR } from './jingle.js';
import { LINK_FR } from './link.js';
import { LISTENING_FR } from './listening.js';
import { PANEL_FR } from './panel.js';
import { PLACE_FR } from './place.js';
import { RECORDING_FR } from './recording.js';
import { SCHEDULE_FR } from './schedule.js';
import { SHOW_FR } from './show.js';
import { STATUS_FR } from './status.js';
import { TROUBLE_FR } from './trouble.js';
import { VOICE_FR } from './voice.js';

/** By what it is about. */
export const FR: Texts = {
	announcement: ANNOUNCEMENT_FR,
	answers: ANSWERS_FR,
	check: CHECK_FR,
	episode: EPISODE_FR,
	failure: FAILURE_FR,
	help: HELP_FR,
	jingle: JINGLE_FR,
	link: LINK_FR,
	listening: LISTENING_FR,
	panel: PANEL_FR,
	place: PLACE_FR,
	recording: RECORDING_FR,
	schedule: SCHEDULE_FR,
	show: SHOW_FR,
	status: STATUS_FR,
	trouble: TROUBLE_FR,
	voice: VOICE_FR,
};

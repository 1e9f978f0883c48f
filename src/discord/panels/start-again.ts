// What a panel's "Start again" carries, so that it works whenever it is pressed, also after restarts.
import { VISIBILITIES, type Visibility } from '../../protocol/podcast-details.js';
import { CONSENT_MODES, type ConsentMode } from '../../store/consent-mode.js';

/** How a show is started again; its title stands in the panel. */
export interface ShowAgain {
	voiceChannelId: string;
	visibility: Visibility;
	consent: ConsentMode;
	isRecorded: boolean;
}

const PREFIX = 'podcast:again';

const RECORDED = 'tracks';

/** The button's custom id. */
export function makeStartAgainId(again: ShowAgain): string {
	const { consent, isRecorded, visibility, voiceChannelId } = again;
	const recorded = isRecorded ? [RECORDED] : [];
	return [PREFIX, voiceChannelId, visibility, consent, ...recorded].join(':');
}

/** What a custom id carries; undefined where it is of another button. */
export function readStartAgainId(customId: string): ShowAgain | undefined {
	const [scope, action, voiceChannelId = '', ...rest] = customId.split(':');
	const visibility = VISIBILITIES.find((value) => value === rest[0]);
	const consent = CONSENT_MODES.find((value) => value === rest[1]);
	return `${scope}:${action}` === PREFIX && visibility && consent
		? { voiceChannelId, visibility, consent, isRecorded: rest[2] === RECORDED }
		: undefined;
}

// What each setting is for, in the words of docs/settings.md and .env.example, which are made of it.
import { CLUSTER_SETTINGS } from './descriptions/cluster-descriptions.js';
import { EVERYDAY_SETTINGS } from './descriptions/everyday-descriptions.js';
import { LIMIT_SETTINGS } from './descriptions/limit-descriptions.js';
import type { SettingGroup } from './descriptions/setting-description.js';

export type {
	SettingDescription,
	SettingGroup,
	SettingName,
} from './descriptions/setting-description.js';

/** All settings, those first that most people set. */
export const SETTING_GROUPS: readonly SettingGroup[] = [
	...EVERYDAY_SETTINGS,
	...CLUSTER_SETTINGS,
	...LIMIT_SETTINGS,
];

// What is said of a setting, and of settings that belong together.
import type { z } from 'zod';
import type { settingsShape } from '../config.js';

/** The name of a setting. */
export type SettingName = keyof z.infer<typeof settingsShape>;

/** One setting, in words; what it takes and its default are in its shape. */
export interface SettingDescription {
	/** Markdown; the first sentence says enough for `.env.example`. */
	meaning: string;
	/** What is so while it is not set, where its shape has no word for that. */
	fallback?: string;
	/** What stands in `.env.example` where there is no default. */
	example?: string;
	/** What it is in, where neither its name nor its meaning says so. */
	unit?: string;
}

/** Settings that belong together. */
export interface SettingGroup {
	title: string;
	/** Markdown; what all of them have in common. */
	intro?: string;
	settings: Partial<Record<SettingName, SettingDescription>>;
}

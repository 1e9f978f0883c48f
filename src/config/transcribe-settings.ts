// Settings of transcripts: which service hears the voices, and what it is asked for.
import { z } from 'zod';
import type { TranscribeService } from '../episodes/transcribe/transcribe-job.js';
import { apiBase } from './shapes/address-shapes.js';
import { credential } from './shapes/setting-shapes.js';

/** What OpenAI calls its own; services with one model of their own take any. */
const DEFAULT_MODEL = 'whisper-1';

/** The shape of each. */
export const transcribeSettings = {
	TRANSCRIBE_URL: apiBase(/\/v1(?:\/audio(?:\/transcriptions)?)?\/*$/, {
		isForBrowsers: false,
	}).optional(),
	TRANSCRIBE_KEY: credential('key').optional(),
	TRANSCRIBE_MODEL: z
		.string()
		.regex(/^[\x21-\x7e]{1,200}$/, 'expected the name of a model, without spaces')
		.default(DEFAULT_MODEL),
	TRANSCRIBE_LANGUAGE: z
		.string()
		.toLowerCase()
		.regex(/^[a-z]{2,3}$/, 'expected a language of two or three letters, such as en')
		.optional(),
};

/** The service among all settings; undefined where nothing is to be transcribed. */
export function pickTranscribeService(
	settings: z.infer<z.ZodObject<typeof transcribeSettings>>,
): TranscribeService | undefined {
	return settings.TRANSCRIBE_URL === undefined
		? undefined
		: {
				url: settings.TRANSCRIBE_URL,
				key: settings.TRANSCRIBE_KEY,
				model: settings.TRANSCRIBE_MODEL,
				language: settings.TRANSCRIBE_LANGUAGE,
			};
}

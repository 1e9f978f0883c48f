// Whether a show asks its members: kept with it, so that a restart changes nothing.

/** Whose voices a show takes: everybody's who is told and does not say no, or of those who say yes. */
export const CONSENT_MODES = ['notice', 'ask'] as const;

/** See {@link CONSENT_MODES}. */
export type ConsentMode = (typeof CONSENT_MODES)[number];

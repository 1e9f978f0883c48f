// What is said where the program stops for good, or for a moment, and comes back.

/** What panels say after the program was stopped for good. */
export const SHUT_DOWN = 'The bot was shut down.';

/** What panels say while the program is being restarted. */
export const RESTARTING = 'I am being restarted and will be back in a moment.';

/** What a panel says while its show goes back on air. */
export const RETURNING = 'I was restarted and am going back on air.';

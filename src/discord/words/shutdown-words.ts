// What is said where the program stops: for good, or for a moment.

/** What panels say after the program was stopped for good. */
export const SHUT_DOWN = 'The bot was shut down.';

/** What panels say while the program is being restarted. */
export const RESTARTING = 'I am being restarted and will be back in a moment.';

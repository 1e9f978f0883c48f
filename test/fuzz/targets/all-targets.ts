// All targets of `npm run fuzz`.
import type { FuzzTarget } from '../fuzz-target.js';
import { FILE_TARGETS } from './file-targets.js';
import { FOREIGN_TARGETS } from './foreign-targets.js';
import { HTTP_TARGETS } from './http-target.js';
import { MEDIA_TARGETS } from './media-targets.js';
import { PROTOCOL_TARGETS } from './protocol-targets.js';
import { TEXT_TARGETS } from './text-targets.js';
import { VOICE_TARGETS } from './voice-targets.js';

/** In the order in which they run. */
export const TARGETS: readonly FuzzTarget[] = [
	...VOICE_TARGETS,
	...PROTOCOL_TARGETS,
	...MEDIA_TARGETS,
	...TEXT_TARGETS,
	...FILE_TARGETS,
	...HTTP_TARGETS,
	...FOREIGN_TARGETS,
];

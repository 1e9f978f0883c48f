// Writes docs/settings.md, .env.example and docs/texts.md: `npm run docs`.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { envExample, settingsPage } from './settings-pages.js';
import { textsPage } from './texts-page.js';

const ROOT = join(import.meta.dirname, '../..');

writeFileSync(join(ROOT, 'docs/settings.md'), settingsPage());
writeFileSync(join(ROOT, '.env.example'), envExample());
writeFileSync(join(ROOT, 'docs/texts.md'), textsPage());

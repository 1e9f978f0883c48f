// Compiles the product and the measured programs as `npm run build` does, so that what is measured
// is what runs in production: no loader, no transpiler in the measured processes.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, symlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { builtFile } from './measured-process.js';

const ROOT = new URL('../../', import.meta.url);

/** Builds into `dist/bench`. */
export function build(): void {
	const compiler = fileURLToPath(new URL('node_modules/typescript/bin/tsc', ROOT));
	const project = fileURLToPath(new URL('tsconfig.json', import.meta.url));
	execFileSync(process.execPath, [compiler, '-p', project], { stdio: 'inherit' });
	// The server reads the version from the package file above its folder.
	copyFileSync(new URL('package.json', ROOT), builtFile('package.json'));
	for (const path of ['media/opus/opus-simd', 'media/opus/opus-plain', 'voice/aes-gcm/aes-gcm']) {
		copyFileSync(new URL(`src/${path}.wasm`, ROOT), builtFile(`src/${path}.wasm`));
	}
	// The page's scripts and style are those of the product's build, below the same folder.
	if (!existsSync(builtFile('dist'))) {
		symlinkSync('..', builtFile('dist'));
	}
}

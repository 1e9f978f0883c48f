#!/usr/bin/env node
// Completes package-lock.json with the optional packages of other platforms.
//
// Where a registry does not have such a package, as mirrors that lag behind their origin do not,
// `npm install` leaves it out of the lock file, and `npm ci` then refuses the lock file. The
// entries need no more than npm needs to pass over them: version, system and processor. Run it
// after each `npm install` that changes the lock file.
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));
const systems = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];
const processors = ['arm64', 'arm', 'x64', 'ia32', 'ppc64', 'riscv64', 's390x'];

for (const [, entry] of Object.entries(lock.packages)) {
	for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
		const place = `node_modules/${name}`;
		const os = systems.find((system) => name.includes(system));
		const cpu = processors.find((processor) => name.includes(processor));
		if (lock.packages[place] || !os || !cpu) {
			continue;
		}
		lock.packages[place] = {
			version,
			cpu: [cpu],
			...(entry.dev && { dev: true }),
			...(name.includes('musl') && { libc: ['musl'] }),
			optional: true,
			os: [os],
		};
		console.log(`added ${name}@${version}`);
	}
}
lock.packages = Object.fromEntries(
	Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
);
writeFileSync(file, `${JSON.stringify(lock, null, '\t')}\n`);

// Preloaded with `--import`: breaks of the machine what BROKEN names, as a firewall, a full disk, an
// old Node or a file that is cut short would. Nothing of the program itself is touched.
import { Socket } from 'node:dgram';
import fsNow from 'node:fs';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

const faults = {
	udp() {
		Socket.prototype.send = (...args) => args.at(-1)?.(null);
	},
	disk() {
		fs.statfs = async () => ({ bavail: 10, bsize: 4096 });
	},
	'low disk'() {
		fs.statfs = async () => ({ bavail: 50_000, bsize: 4096 });
	},
	node() {
		Object.defineProperty(process, 'version', { value: 'v20.9.0' });
	},
	crypto() {
		const { readFileSync } = fsNow;
		fsNow.readFileSync = (path, ...args) => {
			const content = readFileSync(path, ...args);
			return String(path).endsWith('aes-gcm.wasm') ? content.subarray(0, 100) : content;
		};
	},
};

for (const name of process.env.BROKEN?.split(',') ?? []) {
	faults[name]();
}
syncBuiltinESMExports();

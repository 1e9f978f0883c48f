// Preloaded with `--import`: breaks of the machine what BROKEN names, as a firewall, a full disk, an
// old Node or a Node in FIPS mode would. Nothing of the program itself is touched.
import crypto from 'node:crypto';
import { Socket } from 'node:dgram';
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
		const { createDecipheriv } = crypto;
		crypto.createDecipheriv = (cipher, ...args) => {
			if (cipher === 'aes-256-gcm') {
				throw Object.assign(new Error('unsupported'), { code: 'ERR_OSSL_EVP_UNSUPPORTED' });
			}
			return createDecipheriv(cipher, ...args);
		};
	},
};

for (const name of process.env.BROKEN?.split(',') ?? []) {
	faults[name]();
}
syncBuiltinESMExports();

// Where the certificate authority of a run lives: made once by the test setup, or on demand.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuthority } from './certificates.js';

/** Environment variable that names the file with the authority's private key. */
export const AUTHORITY_KEY_VARIABLE = 'FAKE_DISCORD_CA_KEY';

/** A certificate authority on disk. */
export interface AuthorityFiles {
	/** For a child process's `NODE_EXTRA_CA_CERTS`. */
	caFile: string;
	keyFile: string;
	/** Removes the files if they were made by this call. */
	remove(): void;
}

/** Makes a new authority in a temporary folder that `remove()` deletes. */
export function createAuthorityFiles(): AuthorityFiles {
	const folder = mkdtempSync(join(tmpdir(), 'fake-discord-'));
	const authority = createAuthority();
	const caFile = join(folder, 'ca.pem');
	const keyFile = join(folder, 'ca-key.pem');
	writeFileSync(caFile, authority.certificatePem);
	writeFileSync(keyFile, authority.privateKeyPem, { mode: 0o600 });
	return { caFile, keyFile, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** The authority this process already trusts, or else a new one. */
export function findAuthorityFiles(): AuthorityFiles {
	const caFile = process.env.NODE_EXTRA_CA_CERTS;
	const keyFile = process.env[AUTHORITY_KEY_VARIABLE];
	if (caFile === undefined || keyFile === undefined) {
		return createAuthorityFiles();
	}
	return { caFile, keyFile, remove: () => {} };
}

/** Reads the authority's private key. */
export function readAuthorityKey(files: AuthorityFiles): string {
	return readFileSync(files.keyFile, 'utf8');
}

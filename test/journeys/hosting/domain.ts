// The domain under which the tests' bot is hosted: who finds it, and who trusts its certificate.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findAuthorityFiles, readAuthorityKey } from '../../support/fake-discord/authority.js';
import { issueServerCertificate } from '../../support/fake-discord/certificates.js';

/** Reserved for examples (RFC 2606, 3): the files in `deploy` name it, and nobody has it. */
export const DOMAIN = 'radio.example.org';

/** What makes the domain real for the programs of a test. */
export interface Domain {
	/** Holds all of it, and whatever else a test's programs write. */
	readonly folder: string;
	readonly authorityFile: string;
	readonly certificateFile: string;
	readonly keyFile: string;
	/** In front of a program's name: lets it find the domain on this machine (nss_wrapper). */
	readonly resolver: readonly string[];
	/** Home folder of a browser that trusts the authority. */
	readonly browserHome: string;
	/** Removes the folder. */
	remove(): void;
}

/** Makes a certificate, a table of hosts, and a browser's trust in them. */
export function createDomain(): Domain {
	const folder = mkdtempSync(join(tmpdir(), 'hosting-'));
	const files = findAuthorityFiles();
	const certificate = issueServerCertificate(readAuthorityKey(files), [DOMAIN]);
	const certificateFile = join(folder, 'certificate.pem');
	const keyFile = join(folder, 'key.pem');
	writeFileSync(certificateFile, certificate.certificatePem);
	writeFileSync(keyFile, certificate.privateKeyPem, { mode: 0o600 });
	const hostsFile = join(folder, 'hosts');
	writeFileSync(hostsFile, `127.0.0.1 ${DOMAIN}\n`);
	return {
		folder,
		authorityFile: files.caFile,
		certificateFile,
		keyFile,
		resolver: ['env', `NSS_WRAPPER_HOSTS=${hostsFile}`, 'LD_PRELOAD=libnss_wrapper.so'],
		browserHome: createBrowserHome(folder, files.caFile),
		remove: () => rmSync(folder, { recursive: true, force: true }),
	};
}

/** Chromium on Linux trusts what stands in the user's own database of certificates. */
function createBrowserHome(folder: string, authorityFile: string): string {
	const home = join(folder, 'home');
	const database = `sql:${join(home, '.pki/nssdb')}`;
	mkdirSync(join(home, '.pki/nssdb'), { recursive: true });
	execFileSync('certutil', ['-d', database, '-N', '--empty-password']);
	execFileSync('certutil', ['-d', database, '-A', '-t', 'C,,', '-n', 'tests', '-i', authorityFile]);
	return home;
}

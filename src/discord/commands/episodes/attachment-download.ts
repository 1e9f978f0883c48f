// The bytes of a file that a member has put into a command's option, from where Discord keeps it.
import { type Clock, withTimeout } from '../../../clock.js';
import { describeError } from '../../../error-text.js';
import { TimeoutError } from '../../../errors.js';

/** What is fetched. */
export interface AttachmentDownload {
	/** As Discord gives it; its query is signed, so nothing but its host is told. */
	url: string;
	/** Base of Discord's REST API: a Discord of one's own may keep files on its host. */
	discordApiUrl: string;
	clock: Clock;
	/** More is not read. */
	maxBytes: number;
}

/** What came of it. */
export type DownloadedAttachment =
	| { kind: 'bytes'; bytes: Buffer }
	| { kind: 'too large' }
	/** `why` is for the log. */
	| { kind: 'failed'; host: string; why: string };

/** Where Discord keeps attachments (API documentation, "Reference", CDN; "Attachment Object"). */
const ATTACHMENT_HOSTS: readonly string[] = ['cdn.discordapp.com', 'media.discordapp.net'];

const TIMEOUT_MS = 30_000;

/** Fetches an attachment, from Discord's hosts alone; redirects are not followed. */
export async function downloadAttachment(
	download: AttachmentDownload,
): Promise<DownloadedAttachment> {
	const { clock, discordApiUrl, maxBytes } = download;
	const url = URL.canParse(download.url) ? new URL(download.url) : undefined;
	if (!url || !isOfDiscord(url, discordApiUrl)) {
		return { kind: 'failed', host: url?.host ?? 'nowhere', why: 'not a host of Discord’s' };
	}
	const late = () => new TimeoutError(`no file within ${TIMEOUT_MS} ms`, TIMEOUT_MS);
	try {
		return await withTimeout({ clock, timeoutMs: TIMEOUT_MS, late }, async (signal) => {
			const response = await fetch(url, { redirect: 'manual', signal });
			if (!response.ok || !response.body) {
				await response.body?.cancel();
				return { kind: 'failed', host: url.host, why: `status ${response.status}` };
			}
			const bytes = await readBounded(response.body, maxBytes);
			return bytes ? { kind: 'bytes', bytes } : { kind: 'too large' };
		});
	} catch (error) {
		return { kind: 'failed', host: url.host, why: describeError(error) };
	}
}

/** Unencrypted only where all of that Discord is. */
function isOfDiscord({ hostname, protocol }: URL, discordApiUrl: string): boolean {
	const api = new URL(discordApiUrl);
	return (
		(protocol === 'https:' && ATTACHMENT_HOSTS.includes(hostname)) ||
		(hostname === api.hostname && (protocol === 'https:' || protocol === api.protocol))
	);
}

/** @returns undefined where there is more */
async function readBounded(
	body: AsyncIterable<Uint8Array>,
	maxBytes: number,
): Promise<Buffer | undefined> {
	const chunks: Uint8Array[] = [];
	let length = 0;
	for await (const chunk of body) {
		length += chunk.length;
		if (length > maxBytes) {
			return undefined;
		}
		chunks.push(chunk);
	}
	return Buffer.concat(chunks);
}

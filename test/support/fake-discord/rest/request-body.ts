// Reads a request's body: JSON, or multipart with `payload_json` and files.
import type { IncomingMessage } from 'node:http';
import { refuse } from './api-error.js';
import type { UploadedFile } from './route.js';

/** A body, parsed. */
export interface RequestBody {
	body: Record<string, unknown>;
	list: unknown[] | undefined;
	files: UploadedFile[];
}

/** @throws {ApiError} 50109 if it is not what its content type says */
export async function readBody(request: IncomingMessage): Promise<RequestBody> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) {
		chunks.push(chunk as Buffer);
	}
	const bytes = Buffer.concat(chunks);
	const type = request.headers['content-type'] ?? '';
	if (bytes.length === 0) {
		return { body: {}, list: undefined, files: [] };
	}
	if (!type.startsWith('multipart/form-data')) {
		return { ...parseJson(bytes.toString('utf8')), files: [] };
	}
	const form = await new Response(bytes, { headers: { 'Content-Type': type } }).formData();
	const files: UploadedFile[] = [];
	for (const [field, value] of form) {
		if (field.startsWith('files[') && typeof value !== 'string') {
			files.push({ name: value.name, sizeBytes: value.size });
		}
	}
	const payload = form.get('payload_json');
	return { ...parseJson(typeof payload === 'string' ? payload : '{}'), files };
}

function parseJson(text: string): Pick<RequestBody, 'body' | 'list'> {
	try {
		const value: unknown = JSON.parse(text);
		if (Array.isArray(value)) {
			return { body: {}, list: value };
		}
		if (typeof value === 'object' && value !== null) {
			return { body: { ...value }, list: undefined };
		}
	} catch {
		// Falls through to the refusal.
	}
	throw refuse.invalidForm();
}

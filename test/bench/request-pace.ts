// Requests at a steady pace, whatever comes back, and how long the slowest of them took.
import { Agent, get, type OutgoingHttpHeaders } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** How many are asked. */
export const REQUESTS_PER_S = 1000;
const REQUESTS = 5000;
const SOCKETS = 20;

/**
 * Asks for what is there, with its entity tag where it is to be the same.
 *
 * @param status - 304 where the tag is told, else 200
 * @returns the 99th percentile of the times from when each was due, in ms
 */
export async function measureRequests(
	url: string,
	status: 200 | 304,
	given: OutgoingHttpHeaders = {},
): Promise<number> {
	const agent = new Agent({ keepAlive: true, maxSockets: SOCKETS });
	const etag = await new Promise<string>((resolve, reject) => {
		get(url, { agent, headers: given }, (response) => {
			response.resume();
			resolve(String(response.headers.etag));
		}).on('error', reject);
	});
	const headers = status === 304 ? { ...given, 'if-none-match': etag } : given;
	const times: Promise<number>[] = [];
	const startMs = performance.now();
	for (let index = 0; index < REQUESTS; index++) {
		const dueMs = startMs + (index * 1000) / REQUESTS_PER_S;
		if (dueMs > performance.now()) {
			await sleep(dueMs - performance.now());
		}
		times.push(askOnce({ url, agent, headers, dueMs, status }));
	}
	const sorted = (await Promise.all(times)).sort((a, b) => a - b);
	agent.destroy();
	return sorted[Math.floor(sorted.length * 0.99)] as number;
}

function askOnce(asked: {
	url: string;
	agent: Agent;
	headers: OutgoingHttpHeaders;
	dueMs: number;
	status: number;
}): Promise<number> {
	const { agent, dueMs, headers, status, url } = asked;
	return new Promise((resolve, reject) => {
		const request = get(url, { agent, headers }, (response) => {
			if (response.statusCode !== status) {
				reject(new Error(`Expected ${status}, got ${response.statusCode}`));
			}
			response.resume();
			response.on('end', () => resolve(performance.now() - dueMs));
		});
		request.on('error', reject);
	});
}

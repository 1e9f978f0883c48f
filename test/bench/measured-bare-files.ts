// Measured: what Node takes to answer a playlist and a segment that lie ready, and nothing else.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serveBench } from './measured.js';

/** Four seconds of MP3 at 128 kbit/s. */
const SEGMENT = Buffer.alloc(64_000, 0x55);

/** As long as one with six segments. */
const PLAYLIST = Buffer.from(`#EXTM3U\n${'#'.repeat(600)}\nhls/segment.mp3\n`);

serveBench(async () => {
	const server = createServer({ keepAliveTimeout: 60_000 }, ({ url = '' }, response) => {
		const isPlaylist = url.endsWith('.m3u8');
		const body = isPlaylist ? PLAYLIST : SEGMENT;
		response.writeHead(200, {
			'content-type': isPlaylist ? 'application/vnd.apple.mpegurl' : 'audio/mpeg',
			'content-length': body.length,
		});
		response.end(body);
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

// A thread that encodes MP3 for all podcasts: started by the MP3 encoding, not imported.
import { parentPort } from 'node:worker_threads';
import { type Mp3Request, Mp3Sessions } from './mp3-sessions.js';

const sessions = new Mp3Sessions((reply) => {
	parentPort?.postMessage(reply, reply.frames ? [reply.frames.buffer as ArrayBuffer] : []);
});

parentPort?.on('message', (request: Mp3Request) => sessions.handle(request));

// Exits with 0 where the bot in this container is well, by GET /health; else with 1 and the reason.
import { get } from 'node:http';

const { HOST = '0.0.0.0', PORT = '5050' } = process.env;
const host = { '0.0.0.0': '127.0.0.1', '::': '::1' }[HOST] ?? HOST;

const request = get({ host, port: PORT, path: '/health', timeout: 4000 }, (response) => {
	response.setEncoding('utf8').on('data', (text) => process.stdout.write(text));
	process.exitCode = response.statusCode === 200 ? 0 : 1;
});
request.on('timeout', () => request.destroy(new Error('no answer within 4 s')));
request.on('error', ({ message }) => {
	process.stderr.write(`GET /health: ${message}\n`);
	process.exitCode = 1;
});

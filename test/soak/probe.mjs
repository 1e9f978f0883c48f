// Preloaded with `--import` into the bot that is watched: tells what its process holds, and cuts one
// of its own connections when asked to. Nothing of the program itself is touched.
import { Session } from 'node:inspector';
import { isMainThread } from 'node:worker_threads';

/** Of containers what they have size of; prototypes, which are among them, have none. */
const SIZES = `function () {
	return this.reduce((sum, each) => sum + (Object.hasOwn(each, 'constructor') ? 0 : each.size), 0);
}`;

/** Sizes and numbers of what lives in the process, by its prototypes. */
const LIVING = {
	entries: [
		['Map.prototype', SIZES],
		['Set.prototype', SIZES],
	],
	timers: [
		[
			'Object.getPrototypeOf(setTimeout(() => {}, 0))',
			'function () { return this.filter(({ _destroyed }) => _destroyed === false).length; }',
		],
	],
};

if (isMainThread) {
	const answers = { count: countLiving, cut, look };
	process.on('message', ({ id, request }) => {
		process.send({ id, answer: answers[request.type](request) });
	});
	// The program ends when it wants to, whoever watches.
	process.channel.unref();
}

function countLiving() {
	return Object.fromEntries(
		Object.entries(LIVING).map(([name, queries]) => [
			name,
			queries.reduce((sum, query) => sum + count(query), 0),
		]),
	);
}

function look() {
	globalThis.gc();
	const { arrayBuffers, external, heapUsed, rss } = process.memoryUsage();
	const handles = process
		.getActiveResourcesInfo()
		.filter((name) => name !== 'Timeout' && name !== 'Immediate').length;
	return { heapUsed, external: external + arrayBuffers, rss, handles };
}

/** Asks V8 for all living objects of a prototype, which collects garbage first. */
function count([prototype, sum]) {
	const session = new Session();
	session.connect();
	let total = 0;
	const post = (method, parameters, onResult) =>
		session.post(method, parameters, (error, result) => {
			if (error) {
				throw new Error(`${method}: ${error.message}`);
			}
			onResult(result);
		});
	post('Runtime.evaluate', { expression: prototype }, ({ result: { objectId } }) =>
		post('Runtime.queryObjects', { prototypeObjectId: objectId }, ({ objects }) =>
			post(
				'Runtime.callFunctionOn',
				{ functionDeclaration: sum, objectId: objects.objectId, returnByValue: true },
				({ exceptionDetails, result: { value } }) => {
					if (exceptionDetails) {
						throw new Error(exceptionDetails.exception?.description);
					}
					total = value;
				},
			),
		),
	);
	session.disconnect();
	return total;
}

/** Resets one of the connections that the bot made to its own server, as a broken network does. */
function cut({ port, chance }) {
	const sockets = process._getActiveHandles().filter(({ remotePort }) => remotePort === port);
	const socket = sockets[Math.floor(chance * sockets.length)];
	socket?.resetAndDestroy();
	return socket !== undefined;
}

// A TCP proxy on loopback whose connections a test can cut.
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** Passes bytes on, both ways, until it is told otherwise. */
export class TcpProxy {
	/** Port that connections are passed on to; undefined refuses them. */
	targetPort: number | undefined;
	readonly #server: Server;
	readonly #sockets = new Set<Socket>();
	/** Connections to what stands behind. */
	readonly #outsides = new Set<Socket>();
	#isStalled = false;

	/** Listens on a free port; closed when the test is over. */
	static async start(): Promise<TcpProxy> {
		const proxy = new TcpProxy();
		await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
		onTestFinished(() => proxy.#close());
		return proxy;
	}

	private constructor() {
		this.#server = createServer((inside) => this.#pass(inside));
	}

	/** Base URL of what stands behind. */
	get url(): string {
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
	}

	/** Holds back what the server sends, as a stalled network does, until `flow`. */
	stall(): void {
		this.#isStalled = true;
		for (const outside of this.#outsides) {
			outside.pause();
		}
	}

	/** Lets through what was held back, all at once. */
	flow(): void {
		this.#isStalled = false;
		for (const outside of this.#outsides) {
			outside.resume();
		}
	}

	/** Cuts all connections, with a reset as a broken network does. */
	cut(): void {
		for (const socket of this.#sockets) {
			socket.resetAndDestroy();
		}
	}

	#pass(inside: Socket): void {
		this.#track(inside);
		if (this.targetPort === undefined) {
			inside.resetAndDestroy();
			return;
		}
		const outside = connect(this.targetPort, '127.0.0.1');
		this.#track(outside);
		inside.pipe(outside);
		outside.on('data', (bytes) => inside.write(bytes));
		outside.once('end', () => inside.end());
		this.#outsides.add(outside);
		if (this.#isStalled) {
			outside.pause();
		}
		inside.once('close', () => outside.resetAndDestroy());
		outside.once('close', () => {
			this.#outsides.delete(outside);
			inside.resetAndDestroy();
		});
	}

	#track(socket: Socket): void {
		this.#sockets.add(socket);
		socket.setNoDelay(true);
		socket.on('error', () => {});
		socket.once('close', () => this.#sockets.delete(socket));
	}

	async #close(): Promise<void> {
		this.targetPort = undefined;
		this.cut();
		await new Promise<void>((resolve) => this.#server.close(() => resolve()));
	}
}

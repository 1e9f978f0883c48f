// AES-256-GCM in WebAssembly: BearSSL's, with keys that are made once a voice session.
//
// Node's makes a cipher of OpenSSL's for each packet. docs/dependencies.md says what each takes.
import { readFileSync } from 'node:fs';

/** What aes-gcm.c, which stands beside the compiled code, gives out. Addresses are bytes of the memory. */
interface AesGcmExports {
	readonly memory: WebAssembly.Memory;
	secretAddress(): number;
	keyAddress(): number;
	keyBytes(): number;
	datagramAddress(): number;
	makeKey(): void;
	openDatagram(headerBytes: number, textBytes: number): number;
}

/** The module, and the places that all who use it in a thread use in turn. */
export class AesGcmLibrary {
	/** All of its memory, which never grows. */
	readonly memory: Uint8Array;
	/** Where the datagram to open lies, and then what is in it. */
	readonly datagramAddress: number;
	readonly openDatagram: AesGcmExports['openDatagram'];
	readonly #exports: AesGcmExports;
	readonly #keyAddress: number;

	constructor() {
		const file = new URL('./aes-gcm.wasm', import.meta.url);
		const instance = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(file)));
		this.#exports = instance.exports as AesGcmExports;
		this.memory = new Uint8Array(this.#exports.memory.buffer);
		this.datagramAddress = this.#exports.datagramAddress();
		this.openDatagram = this.#exports.openDatagram;
		this.#keyAddress = this.#exports.keyAddress();
	}

	/**
	 * @param secret - 32 bytes
	 * @returns what `useKey` takes, from any number of keys in turn
	 */
	makeKey(secret: Uint8Array): Uint8Array {
		this.memory.set(secret, this.#exports.secretAddress());
		this.#exports.makeKey();
		return this.memory.slice(this.#keyAddress, this.#keyAddress + this.#exports.keyBytes());
	}

	useKey(key: Uint8Array): void {
		this.memory.set(key, this.#keyAddress);
	}
}

let library: AesGcmLibrary | undefined;

/** The module of this thread, loaded when it is first asked for: few voice servers want it. */
export function aesGcmLibrary(): AesGcmLibrary {
	library ??= new AesGcmLibrary();
	return library;
}

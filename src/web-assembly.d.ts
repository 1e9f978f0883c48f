// The part of WebAssembly that is used: TypeScript has it among what only browsers have.
declare namespace WebAssembly {
	interface Memory {
		/** Another one after the memory has grown. */
		readonly buffer: ArrayBuffer;
		grow(pages: number): number;
	}

	interface Global {
		value: number;
	}

	class Module {
		/** @throws {CompileError} if the processor or Node does not know what is in it */
		constructor(bytes: Uint8Array);
	}

	class Instance {
		readonly exports: unknown;
		constructor(module: Module);
	}

	class CompileError extends Error {}
}

// Loaded before all else, in every process of a test run: a Node whose inside is not the known one.

const binding = process.binding.bind(process);
const refused = ['stream_wrap', 'tcp_wrap'];

// What src/socket-read.ts looks for is kept from it.
Object.defineProperty(binding('tcp_wrap').TCP.prototype, 'useUserBuffer', { value: undefined });

// And what src/socket-write.ts looks for, as under Node's permission model.
process.binding = (name) => {
	if (refused.includes(name)) {
		throw new Error(`No such module: ${name}`);
	}
	return binding(name);
};

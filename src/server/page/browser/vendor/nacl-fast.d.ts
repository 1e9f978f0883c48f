// tweetnacl as a browser loads it: a script without exports that sets a global.

interface Window {
	nacl: typeof import('tweetnacl');
}

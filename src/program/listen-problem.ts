// Why a server of ours cannot listen where HOST and PORT say.

/** A try to listen that failed. */
export interface ListenProblem {
	host: string;
	port: number;
	/** The system's code, such as EADDRINUSE. */
	code: string;
}

/** Says it in a line that names the setting and what to do. */
export function describeListenProblem({ host, port, code }: ListenProblem): string {
	switch (code) {
		case 'EADDRINUSE':
			return `PORT: ${port} on ${host} is in use: set another, or 0 for a free one`;
		case 'EADDRNOTAVAIL':
			return `HOST: ${host} is no address of this machine (${code}): set one of them, or 0.0.0.0 for all`;
		case 'ENOTFOUND':
		case 'EAI_AGAIN':
			return `HOST: the name ${host} has no address (${code}): set an address of this machine, or 0.0.0.0 for all`;
		case 'EAFNOSUPPORT':
			return `HOST: ${host} is of a kind that this machine has no network for (${code}): set 0.0.0.0`;
		case 'EACCES':
			return `PORT: ${port} may not be listened on by this user (${code}): set one from 1024 on`;
		default:
			return `HOST, PORT: ${host}:${port} cannot be listened on (${code})`;
	}
}

/** @returns the system's code where the error is one of listening on that host, else undefined */
export function findListenCode(error: unknown, host: string): string | undefined {
	const { code, syscall, hostname } = error as NodeJS.ErrnoException & { hostname?: string };
	const isOfListening =
		syscall === 'listen' ||
		syscall === 'bind' ||
		(syscall === 'getaddrinfo' && hostname?.toLowerCase() === host.toLowerCase());
	return isOfListening ? code : undefined;
}

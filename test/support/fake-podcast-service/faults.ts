// What a podcast service can do wrong on purpose, once each, in the order of the script.

/** What happens to one REST call instead of its answer. */
export type RestFault =
	| {
			/** Answers this; whatever is left out is as usual. */
			type: 'answer';
			status?: number;
			/** Sent as it stands, so it may be no JSON. */
			body?: string;
			headers?: Record<string, string>;
	  }
	| { /** Answers as usual, but late on the service's clock. */ type: 'delay'; delayMs: number }
	| { /** Cuts the connection. */ type: 'drop' }
	| { /** Never answers. */ type: 'silence' };

/** A binary message, or a text message. */
export type Message = Uint8Array | string;

/** What happens to one websocket connection. */
export type ConnectionFault =
	| { /** Refuses the upgrade. */ type: 'status'; status: number; headers?: Record<string, string> }
	| { /** Never answers the upgrade. */ type: 'no upgrade' }
	| {
			/** Closes with this code before Hello, after a Disconnect event where one is wanted. */
			type: 'close';
			code: number;
			event?: boolean;
	  }
	| { /** Upgrades, then says nothing. */ type: 'silence' }
	| { /** Says Hello late on the service's clock. */ type: 'delay'; delayMs: number }
	| { /** Sends this instead of Hello. */ type: 'packet'; packet: Uint8Array }
	| {
			/** Sends messages around Hello, in order; strings as text messages. */
			type: 'messages';
			beforeHello?: readonly Message[];
			afterHello?: readonly Message[];
	  }
	| { /** Cuts the connection without a close frame. */ type: 'drop'; after: 'upgrade' | 'Hello' };

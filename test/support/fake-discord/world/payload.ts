// What goes over the wire as JSON.

/** A JSON object on its way to or from a bot. */
export type Payload = Record<string, unknown>;

// How HLS is set up.

/** Whether there is HLS, and how it is cut and handed on. */
export interface HlsSettings {
	/** Whether podcasts and shows have playlists of this kind at all. */
	isOn: boolean;
	/** What a segment lasts, in milliseconds. */
	segmentMs: number;
	/** Base of segments' addresses where a network hands them on; undefined: this server does. */
	publicUrl: string | undefined;
}

/** As it is where nothing is set. */
export const DEFAULT_HLS_SETTINGS: HlsSettings = {
	isOn: true,
	segmentMs: 4_000,
	publicUrl: undefined,
};

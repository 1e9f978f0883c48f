// The voice gateway's message on a member's video; of an older version, and not documented.

export const VIDEO_OPCODE = 12;

/** All SSRCs that such a message names beside the voice's own. */
export function videoSsrcs(data: unknown): number[] {
	const { streams, ...video } = Object(data) as Record<string, unknown>;
	return [video, ...(Array.isArray(streams) ? streams : [])].flatMap((each) => {
		const { ssrc, video_ssrc: videoSsrc, rtx_ssrc: rtxSsrc } = Object(each);
		return [ssrc, videoSsrc, rtxSsrc].filter((value) => Number.isInteger(value) && value > 0);
	});
}

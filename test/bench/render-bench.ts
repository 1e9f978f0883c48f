// What an hour of a recording costs to render, beside its codecs alone.
import { MeasuredProcess } from './measured-process.js';
import type { RenderResult, RenderSetup } from './measured-render.js';
import { makeConversation, SPEAKERS } from './recorded-conversation.js';
import type { Rounds } from './rounds.js';
import type { Row } from './table.js';

const VARIANTS = ['render, Opus', 'render, MP3', 'render, both', 'render, bare codecs'] as const;

const OPUS_AIM_S = 15;
const MP3_AIM_S = 90;
const RATIO_AIM = 1.3;

/** Adds rendering to the rounds; the rows are there when those are over. */
export function planRender(rounds: Rounds, { minutes }: { minutes: number }): () => Row[] {
	const setup: RenderSetup = { tracks: makeConversation(minutes * 60) };
	rounds.add(VARIANTS, async () => {
		const measured = await MeasuredProcess.start<RenderResult>('measured-render', setup);
		await measured.stop();
		const { both, bothFloor, mp3, opus } = measured.result;
		return [opus, mp3, both, bothFloor];
	});
	const what = `1 h of ${SPEAKERS} speakers, 10 % overlap (${minutes} min measured)`;
	const [opus, mp3, both, floor] = VARIANTS;
	const row = (name: string, variant: string) => ({
		what: `${what}: ${name}`,
		unit: 's CPU',
		measured: rounds.summary(variant),
	});
	return () => [
		{ ...row('episode.opus beside the MP3', opus), aim: OPUS_AIM_S },
		{ ...row('measuring and episode.mp3', mp3), aim: MP3_AIM_S },
		{
			...row('all, beside bare codecs', both),
			floor: rounds.summary(floor),
			ratio: rounds.ratio(both, floor),
			aim: RATIO_AIM,
		},
	];
}

// The panel of a show that went on for so long that it has become many episodes.
import { expect, test } from 'vitest';
import { until } from '../../support/until.js';
import {
	ADA_HZ,
	press,
	startRecordedShow,
	stopAndRender,
	talk,
	untilRecorded,
} from './recorded.js';

test('a panel has the last parts of a long show, as many as Discord takes', async () => {
	const { ada, panel, show, studio } = await startRecordedShow();
	const speech = talk(ada, ADA_HZ);
	await untilRecorded(studio, { show, member: ada, hz: ADA_HZ });
	speech.stop();
	const { episodes } = studio;
	const first = episodes.find(await stopAndRender(studio));
	await until(() => panel.text).toContain('Not published.');
	if (!first) {
		throw new Error('Expected an episode');
	}
	const { channelId, consent, guildId, hostName, serverName, title, visibility } = first;
	const facts = { channelId, consent, guildId, hostName, serverName, title, visibility };
	const parts = Array.from({ length: 11 }, (_, index) => {
		const part = index + 2;
		const { manifest } = episodes.create({
			...facts,
			part,
			...(first.panel && { panel: first.panel }),
		});
		const startedAtEpochMs = first.startedAtEpochMs + part * 3_600_000;
		episodes.follow({ ...first, id: manifest.id, part, startedAtEpochMs });
		return manifest.id;
	});
	await until(() => panel.text).toContain('Tides, part 12');
	const [, shown = ''] = /The last (\d+) of 12 parts/.exec(panel.text) ?? [];
	expect(Number(shown)).toBeGreaterThanOrEqual(3);
	expect(panel.text).toContain(`Tides, part ${13 - Number(shown)}`);
	expect(panel.text).not.toContain(`Tides, part ${12 - Number(shown)}*`);
	// Below the show stands what can be done with the last one.
	const answer = await press(ada, panel, `episode:delete:${parts.at(-1)}`);
	expect(answer.text).toContain('Delete Tides, part 12');
});

// The whole thing with no token: a simulated Discord, the real bot and its server, a receiver.

import { SILENCE_FRAME } from '../../src/media/opus-packet.js';
import { startFakeDiscord } from '../support/fake-discord/fake-discord.js';
import { createDaveEncryption } from '../support/fake-discord/voice/dave-encryption.js';
import { OggOpusFile } from '../support/ogg-opus-file.js';
import { startNats } from '../support/own-program.js';
import { PodcastReceiver } from '../support/podcast-receiver.js';
import { startBotProcess } from './bot-process.js';
import { Conversation } from './conversation.js';
import { Edges } from './edges.js';
import { makeEpisode, setMark } from './episode.js';
import { Meter } from './meter.js';
import { readOptionsOrExit } from './options.js';

const LISTENER = { clientId: '1', clientToken: 'demo-listener' };
const FRAME_DURATION_MS = 20;
const STATUS_INTERVAL_MS = process.stdout.isTTY ? 200 : 2000;

const options = readOptionsOrExit(process.argv.slice(2));
const isStopped = new Promise<void>((resolve) => {
	process.once('SIGINT', resolve);
	process.once('SIGTERM', resolve);
});

const nats = options.edges > 0 ? await startNats() : undefined;
if (options.edges > 0 && !nats) {
	console.error('--edges needs nats-server, which is not installed: apt-get install nats-server,');
	console.error('or https://nats.io/download. Without --edges the demo needs nothing.');
	process.exit(1);
}
console.log('Simulated Discord: a voice channel, end-to-end encrypted, and two members in it.');
const discord = await startFakeDiscord({ createEncryption: createDaveEncryption });
const account = discord.addBot({ name: 'Caster' });
const guild = discord.addGuild({ name: 'Harbour', bots: [account] });
const channel = guild.addVoiceChannel({ name: 'Lighthouse' });
const text = guild.addTextChannel({ name: 'general' });
const ada = guild.addMember({ name: 'Ada', permissions: ['ManageGuild'] });
const ben = guild.addMember({ name: 'Ben' });
ada.join(channel);
ben.join(channel);

const bot = await startBotProcess({
	discord,
	botToken: account.token,
	podcastClients: `${LISTENER.clientId}:${LISTENER.clientToken}`,
	environment: nats && { NATS_URL: nats.url, DRAIN_MS: '0' },
});
console.log(`The bot is logged in; its podcast server is at ${bot.serverUrl}.`);

const conversation = new Conversation(ada, ben);
const conversing = conversation.run();
const commandAtMs = performance.now();
console.log('Ada: /podcast start record:tracks');
const interaction = ada.runCommand('podcast start', { record: 'tracks' }, { channel: text });
const panel = await interaction.response();
const answer = panel.text;
console.log(`Caster: ${answer.replaceAll('\n', '\n        ')}`);
const session = await discord.voice.ready(account, guild);
const podcastId = /Podcast `([^`]+)`/.exec(answer)?.[1] ?? '';
const receiver = await PodcastReceiver.connect({
	serverUrl: bot.serverUrl,
	podcastId,
	...LISTENER,
});

const meter = new Meter();
const file = new OggOpusFile(options.file);
let lastHeardAtMs: number | undefined;
receiver.onPacket = (packet) => {
	meter.add(packet, session);
	// A pause between talkspurts is silence in the file, so that it keeps its length.
	const gapMs = lastHeardAtMs === undefined ? 0 : packet.heardAtMs - lastHeardAtMs;
	for (let count = Math.round(gapMs / FRAME_DURATION_MS) - 1; count > 1; count--) {
		file.add(SILENCE_FRAME);
	}
	lastHeardAtMs = packet.heardAtMs;
	if (packet.opus) {
		file.add(packet.opus);
	}
};
// The bot shows it as code, since only this machine can open it.
const link = /https?:\/\/[^\s`]+\/p\/[^\s`]+/.exec(answer)?.[0] ?? '';
const [first] = await receiver.heard.atLeast(1);
console.log(
	`From the slash command to the receiver's first frame: ${((first?.heardAtMs ?? 0) - commandAtMs).toFixed(0)} ms`,
);
console.log(`Listen in a browser: ${link}`);
const edges =
	nats &&
	(await Edges.start({
		...{ count: options.edges, natsUrl: nats.url, podcastId, credentials: LISTENER },
	}));
await edges?.killFirst();
console.log(
	options.seconds === undefined ? 'Ctrl-C ends it.' : `It ends after ${options.seconds} s.`,
);

const scene = { host: ada, guest: ben, panel, text, file: options.file.replace(/\.\w+$/, '') };
await setMark(scene, 'Good evening');
const status = setInterval(() => {
	const { kbitPerS, delayMs } = meter.lastSecond();
	const line = `${conversation.speakers.padEnd(9)} speaking · ${meter.frames} frames · delay ${delayMs.toFixed(1)} ms at most · ${kbitPerS.toFixed(0)} kbit/s`;
	process.stdout.write(process.stdout.isTTY ? `\r\x1b[K${line}` : `${line}\n`);
}, STATUS_INTERVAL_MS);

const isOver = new Promise<void>((resolve) => {
	if (options.seconds !== undefined) {
		setTimeout(resolve, options.seconds * 1000);
	}
});
await Promise.race([isStopped, isOver]);
clearInterval(status);
process.stdout.write(process.stdout.isTTY ? '\n' : '');
await setMark(scene, 'Farewell');
conversation.stop();
await conversing;
await makeEpisode(scene);
const exitCode = await bot.stop();
const closeCode = await receiver.closed;
file.close();
edges?.stop();
nats?.process.kill('SIGTERM');
await discord.close();
console.log(
	`The bot stopped with ${exitCode}; the receiver was told ${receiver.disconnects.join()} and closed with ${closeCode}.`,
);
console.log(`Heard ${meter.frames} frames, ${meter.unopened} of them unreadable.`);
console.log(`${file.durationS.toFixed(1)} s of sound: ${options.file}`);

// Words for what people set: bot, recordings, feeds, addresses, sound.
import type { SettingGroup } from './setting-description.js';

/** What is set for what a community wants. */
export const EVERYDAY_SETTINGS: readonly SettingGroup[] = [
	{
		title: 'The bot',
		settings: {
			DISCORD_TOKEN: {
				meaning: 'The bot token, from the developer portal: Bot, then Reset Token.',
				fallback: 'required',
			},
			DISCORD_GUILD_ID: {
				meaning:
					'Register the commands in this server only, where they appear at once. Where an earlier start put them, they go.',
				fallback: 'all servers',
			},
			DISCORD_LISTENER_TOKENS: {
				meaning:
					'Tokens of more bot accounts, comma-separated. Each [plays a show](relay.md) into one more channel of a server.',
				fallback: 'none',
			},
			DEFAULT_VISIBILITY: {
				meaning:
					'Who may listen where the host does not say. [The choices](commands.md#who-may-listen): anyone, whoever has the link, or clients with credentials.',
			},
			CONSENT: {
				meaning:
					'Whether members are [asked](privacy.md#shows-that-ask) before they are heard, where the host does not say: with `ask` nobody’s voice goes out until they press a button; with `notice` they are told.',
			},
			BOTS_ON_AIR: { meaning: 'Whether the voices of other bots go on air.' },
			CHANNEL_STATUS: {
				meaning:
					'Whether the voice channel’s [status](commands.md#the-channel-list) says that it is on air.',
			},
			CHIME: {
				meaning: 'Whether a [chime](privacy.md#the-chime) says in the channel that it is on air.',
			},
			CHIME_FILE: {
				meaning:
					'A chime of your own, read at the start: Ogg Opus with packets of 20 ms, or with ffmpeg installed any format. What is longer than 2 s is cut.',
				fallback: 'the bot’s own',
				example: './chime.opus',
			},
			TIME_ZONE: {
				meaning:
					'The time zone of [planned shows](schedules.md), by its IANA name, in servers where no host has named one.',
				fallback: 'the machine’s',
				example: 'Europe/Berlin',
			},
			PODCAST_LINK_ORIGINS: {
				meaning: 'Other podcast servers whose links may be played, comma-separated.',
				fallback: 'none',
				example: 'https://podcasts.example.org',
			},
		},
	},
	{
		title: 'Recordings and episodes',
		intro: 'See [Recording](recording.md). A number of days of 0 means: until somebody deletes it.',
		settings: {
			RECORD: {
				meaning:
					'Whether shows are recorded where the host does not say: `tracks` keeps a track of each member who may be recorded.',
			},
			CATCH_UP: {
				meaning:
					'Whether listeners may hear a show that is recorded from its beginning on while it is on air, and for some minutes after; `false`: live alone. It needs `HLS`, and the built-in podcast server.',
			},
			AUTO_PUBLISH: {
				meaning:
					'Whether an episode is published as soon as it is ready, without anybody listening first.',
			},
			EPISODE_KEEP_DAYS: { meaning: 'How long a published episode is kept.', unit: 'days' },
			UNPUBLISHED_KEEP_DAYS: {
				meaning: 'How long an episode is kept that nobody publishes.',
				unit: 'days',
			},
			TRACKS_KEEP_DAYS: {
				meaning:
					'How long the tracks of an episode are kept; 0: as long as the episode. Without them a voice cannot be taken out, so whoever erases theirs then deletes the whole episode.',
				unit: 'days',
			},
			RECORDING_MAX_MS: { meaning: 'A longer show goes on in another episode, as its next part.' },
			RECORDING_MIN_FREE_BYTES: {
				meaning: 'Where less is free on the disk, the recording ends; the show goes on.',
			},
			RECORDING_SYNC_MS: {
				meaning: 'How often what was recorded is made safe from a power cut.',
			},
			EPISODE_LUFS: { meaning: 'Loudness of an episode (ITU-R BS.1770).', unit: 'LUFS' },
			EPISODE_MP3_KBPS: { meaning: 'Bitrate of an episode’s MP3.', unit: 'kbit/s' },
			TRANSCRIBE_URL: {
				meaning:
					'Base URL of a service that writes transcripts of episodes, by OpenAI’s `/v1/audio/transcriptions`: whisper.cpp’s server, speaches, LocalAI. It gets the voices of all members who are recorded.',
				fallback: 'none: no transcripts',
				example: 'http://127.0.0.1:8080',
			},
			TRANSCRIBE_KEY: {
				meaning: 'The key that it asks for.',
				fallback: 'none',
				example: 'sk-…',
			},
			TRANSCRIBE_MODEL: { meaning: 'The model that it is asked for.' },
			TRANSCRIBE_LANGUAGE: {
				meaning: 'The language that is spoken, by its code (ISO 639).',
				fallback: 'the service finds it out',
				example: 'en',
			},
		},
	},
	{
		title: 'Feeds',
		intro: 'See [Podcast apps and directories](feed.md).',
		settings: {
			FEED_ITEMS: { meaning: 'Most episodes in a show’s feed, the newest.', unit: 'episodes' },
			WEBSUB_HUB: {
				meaning:
					'A WebSub hub, which is told when a public feed has changed, and tells apps that wait for that.',
				fallback: 'none',
				example: 'https://pubsubhubbub.appspot.com/',
			},
			PODPING_TOKEN: {
				meaning:
					'What the Podcast Index has given you for podpings: apps hear within seconds that a public show is on air.',
				fallback: 'none: no podpings',
				example: '31D0T5…',
			},
			PODPING_URL: { meaning: 'Where podpings are sent.' },
		},
	},
	{
		title: 'Where it is found',
		settings: {
			HOST: {
				meaning:
					'The address that the built-in server listens on. `*` is all addresses. With another podcast server, health and metrics alone are there.',
			},
			PORT: {
				meaning:
					'The port that it listens on. 0 is any free one; [ports that browsers block](https://fetch.spec.whatwg.org/#port-blocking) are refused.',
			},
			PUBLIC_URL: {
				meaning:
					'Where everybody else finds the built-in server. With a path such as `/radio` the proxy takes it off. It is in links, in addresses of answers, and in `ip` and `port` of the podcast object; the bot itself goes by loopback.',
				fallback: '`http://HOST:PORT`, which others cannot open',
				example: 'https://radio.example.org',
			},
			TRUST_PROXY: {
				meaning:
					'The reverse proxies in front whose `X-Forwarded-For` is believed. `true` is one. `Forwarded` counts where there is no `X-Forwarded-For`. Without it all listeners behind a proxy count as one address.',
				fallback: '`false`',
				example: 'false',
			},
			SITE_NAME: {
				meaning: 'What the web pages are called.',
				fallback: '`Podcasts on air`',
				example: 'Harbour Radio',
			},
			SITE_LOGO: {
				meaning:
					'A file with a square picture for the pages, read at the start: PNG, JPEG, WebP or SVG, up to 512 KiB.',
				fallback: 'the product’s own',
				example: './logo.png',
			},
			SITE_ACCENT: {
				meaning:
					'The colour of buttons and links, in hexadecimal digits. It is made darker or lighter where it could not be read.',
				fallback: 'the product’s own',
				example: '0b5d6b',
			},
			PODCAST_CLIENTS: {
				meaning:
					'Programs that may listen and send beside this bot: `clientId:token`, comma-separated.',
				fallback: 'none',
			},
			METRICS_TOKEN: {
				meaning:
					'Opens [`GET /metrics`](monitoring.md) to other machines, as `Authorization: Bearer`.',
				fallback: 'this machine only',
			},
		},
	},
	{
		title: 'Data and log',
		settings: {
			DATA_DIR: {
				meaning:
					'The folder of [what outlives a restart](hosting.md#what-is-in-data_dir). It has to be writable. It holds keys: keep it private, and give each bot one of its own.',
			},
			RESUME_ON_RESTART: {
				meaning:
					'Whether a [restart](troubleshooting.md#after-a-restart) is a pause. `false`: a stop ends what is on air and what is played, and the next start closes what a killed process left.',
			},
			CONSENT_FILE_LOST: {
				meaning:
					'`accept`: start once without `privacy.json` though other files of the bot are there. Nobody counts as opted out then.',
				fallback: 'the bot does not start',
			},
			LOG_LEVEL: { meaning: 'How much is logged.' },
			LOG_FORMAT: {
				meaning: 'Lines for people (`pretty`) or for programs (`json`).',
				fallback: '`pretty` in a terminal, else `json`',
			},
		},
	},
	{
		title: 'Sound',
		settings: {
			MIX_BITRATE: {
				meaning: 'The bitrate of several voices at once.',
				unit: 'bits a second',
			},
			MIX_AUTOMATIC_GAIN: {
				meaning:
					'Whether several voices are brought to one loudness. `false`: they are as loud as they come.',
			},
			MIX_WORKERS: {
				meaning:
					'The most threads that mix, once mixing takes a tenth of the main one. 0 for none.',
				fallback: 'processor cores - 1, at least 1',
				example: '1',
			},
			MP3_BITRATE_KBPS: {
				meaning: 'The bitrate of the MP3 streams for players.',
				unit: 'kbit/s',
			},
			HLS: {
				meaning:
					'Whether shows can be fetched in pieces ([HLS](listening.md#for-very-many-listeners)), which needs no connection for each listener.',
			},
			HLS_SEGMENT_MS: {
				meaning: 'The length of a piece. Listeners hear a show three pieces late.',
			},
			HLS_PUBLIC_URL: {
				meaning:
					'The base URL of a network (CDN) that hands the pieces on. Private shows have no HLS then.',
				fallback: 'none: this server hands them out',
				example: 'https://cdn.example.org',
			},
			PACKETS_PER_WRITE: {
				meaning: 'Packets in one write to a receiver. `auto` follows `BURST_MS`.',
			},
			SERVER_PROCESSES: {
				meaning:
					'Processes that the built-in podcast server has beside the bot: 1 keeps listeners and what is heard out of each other’s way, 0 saves memory. With more, listeners are [spread over all but the first](scaling.md#when-one-machine-is-enough), behind one port.',
				fallback: '1 with two processor cores or more, else 0; a server alone has 1',
				example: '4',
			},
		},
	},
	{
		title: 'Another podcast server',
		intro: 'For a podcast server of the same protocol instead of the built-in one.',
		settings: {
			PODCAST_API_URL: {
				meaning:
					"The base URL of its API. For a certificate of its own there is Node's `NODE_EXTRA_CA_CERTS`, in the environment and not in `.env`.",
				fallback: 'the built-in server',
			},
			PODCAST_CLIENT_ID: {
				meaning: 'The client id of this bot.',
				fallback: 'for the built-in server made from `DISCORD_TOKEN`',
			},
			PODCAST_TOKEN: {
				meaning: 'The client token that belongs to `PODCAST_CLIENT_ID`.',
				fallback: 'for the built-in server made from `DISCORD_TOKEN`',
			},
			PODCAST_WEBSOCKET_HOSTS: {
				meaning:
					'Hosts that get these credentials beside the one of `PODCAST_API_URL`, comma-separated. They are needed where podcasts name another host for their websockets.',
				fallback: 'none',
			},
			DISCORD_API_URL: {
				meaning:
					"The base URL of Discord's REST API, for proxies and tests. For a certificate of its own there is Node's `NODE_EXTRA_CA_CERTS`, in the environment and not in `.env`.",
			},
		},
	},
];

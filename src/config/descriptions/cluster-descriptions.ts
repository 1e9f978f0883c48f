// Words for the settings of more than one machine.
import type { SettingGroup } from './setting-description.js';

/** What is set where machines work together. */
export const CLUSTER_SETTINGS: readonly SettingGroup[] = [
	{
		title: 'More than one machine',
		intro:
			'See [Scaling](scaling.md). Without `NATS_URL` none of these does anything but `SHARDS`, and `ROLE=edge` is an error.',
		settings: {
			NATS_URL: {
				meaning:
					'The NATS servers that connect the machines, comma-separated; with `tls://` between machines.',
				fallback: 'none: this machine is the only one',
				example: 'tls://nats.example.org:4222',
			},
			NATS_USER: { meaning: 'The user that NATS knows this machine as.', fallback: 'none' },
			NATS_PASSWORD: { meaning: 'Its password.', fallback: 'none' },
			NATS_CREDENTIALS: {
				meaning: 'A `.creds` file, instead of user and password.',
				fallback: 'none',
				example: './edge1.creds',
			},
			NATS_CA: {
				meaning: 'Certificates in PEM that those of the NATS servers are checked with.',
				fallback: 'the system’s',
				example: './nats-ca.pem',
			},
			NATS_PREFIX: {
				meaning: 'What all subjects begin with; another one for another set of machines.',
			},
			NATS_INBOX_PREFIX: {
				meaning: 'Where answers to this machine go, so that others may not read them.',
				fallback: '_INBOX',
				example: '_INBOX_edge1',
			},
			ROLE: {
				meaning:
					'What this machine’s server does: `both` takes podcasts and listeners, `edge` listeners alone.',
			},
			EDGE_UNSUBSCRIBE_MS: {
				meaning:
					'How long a podcast of another machine is still received after its last listener left.',
			},
			DRAIN_MS: {
				meaning: 'Over how long listeners are moved to other machines when this one stops.',
			},
			SHARDS: {
				meaning:
					'Which [part of the servers](scaling.md) this process of the bot has: `auto` all of them, `0/2` the first half, `0-3/8` the first four of eight parts. Each part has one process, each process a `DATA_DIR` of its own.',
				example: '0/2',
			},
			PRIVACY_STRICT: {
				meaning:
					'Whether no show begins before the other machines have told who has [opted out](privacy.md).',
			},
		},
	},
];

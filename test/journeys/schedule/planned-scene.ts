// A studio whose time stands still on a Friday at noon, in a bot that may make events.
import type { ScheduledEvent } from '../../support/fake-discord/world/scheduled-event.js';
import { SteppedClock } from '../../support/stepped-clock.js';
import { startOn } from '../../support/stepped-end.js';
import { type Scene, type Studio, type StudioOptions, startStudio } from '../../support/studio.js';
import { until } from '../../support/until.js';

/** A Friday; Berlin puts its clocks forward on 29 March. */
export const NOON = Date.UTC(2026, 2, 20, 12);

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** Starts it; the bot goes by UTC, and may make events unless `mayPlan` is false. */
export async function startPlanning(options: StudioOptions & { mayPlan?: boolean } = {}) {
	const clock = (options.clock as SteppedClock | undefined) ?? new SteppedClock(NOON);
	const { before, environment, mayPlan = true, ...others } = options;
	const studio = await startOn(clock, () =>
		startStudio({
			...others,
			clock,
			discord: { now: () => clock.epochMs(), ...options.discord },
			environment: { TIME_ZONE: 'UTC', CHANNEL_STATUS: 'false', ...environment },
			before: (scene) => {
				if (mayPlan) {
					allowEvents(scene);
				}
				before?.(scene);
			},
		}),
	);
	return { clock, studio };
}

/** What newer invites ask for. */
function allowEvents({ account, guild }: Scene): void {
	const role = guild.memberOf(account).roles[0];
	if (role) {
		guild.editRole(role, ['CreateEvents']);
	}
}

/** Runs a command of the host; resolves with the answer. */
export async function run(
	{ host, secrets, text }: Studio,
	line: string,
	values: Parameters<Studio['host']['runCommand']>[1] = {},
): Promise<string> {
	const interaction = host.runCommand(`podcast ${line}`, values, { channel: text });
	secrets.add(interaction.token);
	return (await interaction.response()).text;
}

/** Plans a show in the studio's voice channel. */
export function plan(
	studio: Studio,
	when: string,
	values: Parameters<Studio['host']['runCommand']>[1] = {},
): Promise<string> {
	const { stage: channel } = studio;
	return run(studio, 'schedule add', { title: 'Tides', when, channel, ...values });
}

/** Resolves when the bot has been told all that has happened: Discord tells in order. */
export async function untilTold(studio: Studio): Promise<void> {
	await run(studio, 'schedule list');
}

/** All events of the server. */
export function eventsOf({ guild }: Studio): ScheduledEvent[] {
	return [...guild.scheduledEvents.values()];
}

/** The server's only event. */
export function eventOf(studio: Studio): ScheduledEvent {
	const [event, ...others] = eventsOf(studio);
	if (!event || others.length > 0) {
		throw new Error(`Expected one event, got ${eventsOf(studio).length}`);
	}
	return event;
}

/** Resolves when a show of that title is on air; tells its host's name. */
export async function untilOnAir(studio: Studio, title: string): Promise<string | undefined> {
	await until(() => showOf(studio)?.plan.title).toBe(title);
	return showOf(studio)?.plan.hostName;
}

/** Resolves when nothing is on air, and nothing is being started. */
export async function untilOffAir(studio: Studio): Promise<void> {
	await until(() => studio.registry.get(studio.guild.id)?.kind).toBe(undefined);
}

function showOf({ guild, registry }: Studio) {
	const entry = registry.get(guild.id);
	return entry?.kind === 'on air' ? entry.show : undefined;
}

/** What stands in a channel, message by message. */
export function said(channel: Studio['text']): string[] {
	return [...channel.messages.values()].map(({ text }) => text);
}

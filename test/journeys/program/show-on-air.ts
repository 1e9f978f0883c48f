// A show of the real program, and whether it goes on or has ended in order.
import { expect } from 'vitest';
import { countedFrames } from '../../support/fake-discord/counted-frames.js';
import { until } from '../../support/until.js';
import { onAir, startProgram } from './bot-program.js';
import type { ChildOptions } from './child-program.js';

/** The program, its Discord, and a receiver of its show. */
type ShowOnAir = Awaited<ReturnType<typeof startProgram>> & Awaited<ReturnType<typeof onAir>>;

/** The program with a show on air. */
export async function startShow(
	environment: Record<string, string> = {},
	options: ChildOptions = {},
): Promise<ShowOnAir> {
	const parts = await startProgram(environment, options);
	return { ...parts, ...(await onAir(parts)) };
}

/** Resolves when the receiver has heard what the host says now. */
export async function goesOn({ account, host, receiver }: ShowOnAir): Promise<void> {
	const frames = countedFrames(10, receiver.heard.items.length + 1);
	const speech = await host.speak(frames, { speed: 10 });
	expect(speech.sentTo(account).length).toBeGreaterThan(frames.length);
	const last = Buffer.from(frames.at(-1) as Uint8Array);
	await until(() => receiver.heard.items.some(({ opus }) => opus && last.equals(opus))).toBe(true);
}

/** Resolves when the program has ended as it should, and everybody knows. */
export async function endsInOrder({
	account,
	guild,
	program,
	receiver,
	text,
}: ShowOnAir): Promise<void> {
	await program.exit;
	// It comes back: nobody is told that the show is over.
	expect(await receiver.closed).toBe(1012);
	expect(receiver.disconnects).toEqual([]);
	// Without its terminal the program outlives what is waited for above.
	await until(() => ({
		channel: guild.memberOf(account).voice.channel,
		claims: [...text.messages.values()].filter((message) => /On air/.test(message.text)).length,
	})).toEqual({ channel: null, claims: 0 });
}

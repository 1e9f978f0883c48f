// The voice channel's status after the real program was killed: true again at the next start.
import { expect, test } from 'vitest';
import type { Message } from '../../support/fake-discord/world/message.js';
import { until } from '../../support/until.js';
import {
	putOnAir,
	type RestartScene,
	setUp,
	startProgram,
	startProgramHere,
} from './restart-scene.js';

const ON_AIR = '🔴 On air: Lighthouse';

function untilStatus({ channel }: RestartScene, status: string | null): Promise<void> {
	return until(() => channel.status).toBe(status);
}

/** A show whose program was killed; the status says that it is on air. */
async function killedOnAir(): Promise<RestartScene & { panel: Message }> {
	const scene = await setUp();
	const role = scene.guild.memberOf(scene.account).roles[0];
	if (role) {
		scene.guild.editRole(role, ['SetVoiceChannelStatus']);
	}
	const { program } = await startProgram(scene);
	const panel = await putOnAir(scene);
	await untilStatus(scene, ON_AIR);
	await program.stop('SIGKILL');
	expect(scene.channel.status).toBe(ON_AIR);
	return { ...scene, panel };
}

function requests({ discord }: RestartScene): unknown[] {
	return discord.rest.requests
		.filter(({ path }) => /voice-status/.test(path))
		.map(({ body, status }) => [status, (body as { status: unknown }).status]);
}

test('a show that comes back sets it anew, and takes it back at its end', async () => {
	const { panel, ...scene } = await killedOnAir();
	const { program } = await startProgramHere(scene);
	await until(() => requests(scene)).toEqual([
		[204, ON_AIR],
		[204, ON_AIR],
	]);
	expect(scene.channel.status).toBe(ON_AIR);
	await until(() => panel.text).toContain('Back after a restart.');
	await scene.host.runCommand('podcast stop', {}, { channel: scene.text }).response();
	await untilStatus(scene, null);
	await program.stop('SIGTERM');
});

test('a show that does not come back takes it back before the channel is left', async () => {
	const scene = await killedOnAir();
	const { program } = await startProgramHere(scene, { RESUME_ON_RESTART: 'false' });
	await untilStatus(scene, null);
	await until(() => scene.guild.memberOf(scene.account).voice.channel).toBeNull();
	expect(requests(scene)).toEqual([
		[204, ON_AIR],
		[204, null],
	]);
	await program.stop('SIGTERM');
});

test('what somebody else has set meanwhile stays', async () => {
	const scene = await killedOnAir();
	scene.channel.setStatus('Chess tonight');
	const { program } = await startProgramHere(scene, { RESUME_ON_RESTART: 'false' });
	await until(() => scene.guild.memberOf(scene.account).voice.channel).toBeNull();
	await program.stop('SIGTERM');
	expect(scene.channel.status).toBe('Chess tonight');
	expect(requests(scene)).toHaveLength(1);
});

// Announcements are written down before anything depends on it, but nothing waits for a disk that hangs.
import { type Clock, comesWithin } from '../../../clock.js';
import type { Announcement, AnnouncementMemory } from '../../../store/announcement-store.js';

const WRITE_TIMEOUT_MS = 2000;

/** Where announcements are kept. */
export interface AnnouncementKeeping {
	memory: AnnouncementMemory;
	clock: Clock;
}

/** Resolves when it is in the file, or cannot be; never rejects. */
export async function keepInTime(
	{ clock, memory }: AnnouncementKeeping,
	announcement: Announcement,
): Promise<void> {
	await comesWithin({ clock, timeoutMs: WRITE_TIMEOUT_MS }, memory.put(announcement));
}

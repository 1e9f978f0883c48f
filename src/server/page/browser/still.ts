// A page on which nothing changes: its pictures and times are as on all others.
import { showLocalTimes } from './live/local-times.js';
import { connectCovers } from './player/cover-pictures.js';

connectCovers();
showLocalTimes();

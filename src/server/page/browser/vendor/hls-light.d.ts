// hls.js without what live sound has no use for; its types are those of the whole.
declare module 'hls.js/light' {
	export { default, ErrorTypes, Events } from 'hls.js';
}

// Whoever has pressed play elsewhere comes with that wish in the address.

const WISH = '#play';

/** Whether sound is wanted at once; true once, so that a reload is silent. */
export function takePlayWish(): boolean {
	if (location.hash !== WISH) {
		return false;
	}
	history.replaceState(null, '', location.pathname + location.search);
	return true;
}

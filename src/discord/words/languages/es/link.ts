// What is said of a show's link, in Spanish.
import type { LinkTexts } from '../en/link.js';

/** What stands beside a link, and what `/podcast link` answers. */
export const LINK_ES: LinkTexts = {
	onlyHere:
		'⚠️ Solo el ordenador donde funciono puede abrir este programa: quien me administra configura `PUBLIC_URL`.',
	onlyNear:
		'⚠️ Solo quien está en mi propia red puede abrir este programa: quien me administra configura `PUBLIC_URL`.',
	unsupported:
		'Este servidor de podcasts no tiene enlaces: los programas escuchan con credenciales, en la dirección que muestra `/podcast status`.',
	private:
		'🔒 Este programa es privado y no tiene enlace: solo pueden escuchar programas con credenciales.',
	privatePlace:
		'🔒 El programa de este servidor es privado y no tiene enlace: solo programas con credenciales pueden abrir su dirección. `/podcast show visibility:unlisted` lo cambia.',
	away: 'El servidor de podcasts no está disponible ahora, y su enlace tampoco: inténtalo otra vez cuando el panel diga **En el aire**.',
	publicShow: '🔊 Este programa es público: cualquiera puede escuchar, con clave o sin ella.',
	publicPlace:
		'🔊 El programa de este servidor es público: cualquiera puede abrir su dirección, y no tiene ninguna clave que renovar.',
	renewedPlace:
		'🔗 Hecho. El enlace anterior al programa de este servidor ya no funciona. Lo que está en el aire es público: quien sabe dónde está sigue escuchando. El enlace nuevo:',
	renewed:
		'🔗 Hecho. El enlace anterior ya no funciona, tampoco para quienes escuchaban con él. El nuevo:',
	newFeed:
		'El feed también tiene una dirección nueva. Quien esté suscrito en una app de podcasts tiene que volver a suscribirse:',
	notSaved:
		'⚠️ No se ha podido guardar, así que el enlace anterior volverá a funcionar cuando me reinicien: avisa a quien administra este bot.',
	notRenewed: (why) => `No se ha podido crear un enlace nuevo. ${why}.`,
	stillWorks: ' El anterior sigue funcionando.',
	noVisibility:
		'Este servidor de podcasts no tiene enlaces ni visibilidad: solo pueden escuchar programas con sus credenciales, elijas lo que elijas.',
};

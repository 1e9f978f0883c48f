// Where the image begins: compose.yaml says DOMAIN, the program wants two settings.
const { DOMAIN, PUBLIC_URL } = process.env;
if (DOMAIN && !PUBLIC_URL) {
	process.env.PUBLIC_URL = `https://${DOMAIN}`;
	process.env.TRUST_PROXY ||= '1';
}
await import('./dist/cli.js');

// What `/podcast show` answers, in English.

/** Names of options come in bold, what came as inline code. */
export const PLACE_EN = {
	who: {
		public: 'public: everybody can open it',
		unlisted: 'unlisted: whoever has this link can open it',
		private: 'private: only programs with credentials can open it',
	},
	notSaved:
		'⚠️ It could not be saved, so it lasts until I am restarted: tell whoever runs this bot.',
	transparent:
		'⚠️ The cover has transparent parts, which some directories show in black: one without is safer.',
	emailIsPublic: '⚠️ The e-mail address is public: everybody who reads the feed sees it.',
	none: 'none',
	yes: 'yes',
	no: 'no',
	labels: {
		description: '**Description**: ',
		category: '**Category**: ',
		language: '**Language**: ',
		explicit: '**Explicit**: ',
		author: '**Author**: ',
		email: '**E-mail**: ',
		website: '**Website**: ',
		invite: '**Invite**: ',
		cover: '**Cover**: ',
	},
	uploaded: 'uploaded',
	made: 'made by me; `/podcast show cover:` takes one of yours',
	feed: (feed: string) => `📡 Feed, for podcast apps: ${feed}`,
	noFeed: '📡 Feed: none, as long as it is private',
	nothingChanged: 'Nothing has changed.',
	taken: ({ name, address }: { name: string; address: string }) =>
		`${name}: another server’s show has ${address}; pick another one.`,
	tooManyBytes: ({ name, most, bytes }: { name: string; most: string; bytes: string }) =>
		`${name}: expected at most ${most} bytes, got ${bytes}; letters beyond a to z have two or more.`,
	nothing: 'nothing',
	noAddress: ({
		name,
		most,
		came,
		like,
	}: {
		name: string;
		most: number;
		came: string;
		like: string;
	}) =>
		`${name}: expected small letters, digits, and single hyphens between them, at most ${most} in all; got ${came}. ${like} would do.`,
	unfit: ({ name, expected, came }: { name: string; expected: string; came: string }) =>
		`${name}: expected ${expected}; got ${came}.`,
	expected: {
		title: 'a name with at least one character that can be seen',
		author: 'a name with at least one character that can be seen',
		category: 'one of the list that I suggest while you type, such as `Comedy: Improv`',
		language: 'a language that I suggest while you type, or its code, such as `en` or `pt-BR`',
		email: 'an address such as `host@example.org`',
		website: 'an address that begins with `https://` or `http://`, of at most 200 characters',
		invite: 'an invite to a server, such as `https://discord.gg/abc123`, or `-` for none',
	},
	/** The cover, and why a file does not become one. */
	cover: {
		square: ({ min, max }: { min: string; max: string }) =>
			`a square JPEG or PNG of ${min} to ${max} pixels`,
		refused: (why: string) => `**cover**: ${why}. Nothing has changed.`,
		tooLarge: ({ most, came }: { most: number; came: string }) =>
			`expected at most ${most} MB, got ${came} MB: save it as JPEG`,
		noPicture: ({ square, found }: { square: string; found: string }) =>
			`expected ${square}, got ${found}, whatever its name says`,
		neither: 'a file that is neither',
		broken: ({ square, kind, why }: { square: string; kind: string; why: string }) =>
			`expected ${square}, got a ${kind} that cannot be used, because ${why}: save it anew`,
		notSquare: ({ square, width, height }: { square: string; width: number; height: number }) =>
			`expected ${square}, got ${width} × ${height}: cut it to a square`,
		tooFewPixels: ({ square, pixels }: { square: string; pixels: number }) =>
			`expected ${square}, got ${pixels} × ${pixels}: make it larger`,
		tooManyPixels: ({ square, pixels }: { square: string; pixels: number }) =>
			`expected ${square}, got ${pixels} × ${pixels}: make it smaller`,
		colours: {
			CMYK: 'expected colours as screens have them (RGB), got those of print (CMYK): save it as RGB',
			grey: 'expected colours as screens have them (RGB), got shades of grey alone: save it as RGB',
		},
		flaws: {
			'it is compressed in a way that few programs can read':
				'it is compressed in a way that few programs can read',
			'its header does not say how large it is': 'its header does not say how large it is',
			'it breaks off before its end': 'it breaks off before its end',
			'its header is garbled': 'its header is garbled',
			'its header says what no usual JPEG is': 'its header says what no usual JPEG is',
			'it does not begin with a header': 'it does not begin with a header',
			'its header says what no PNG is': 'its header says what no PNG is',
			'a check sum in it is wrong': 'a check sum in it is wrong',
		},
		others: {
			'a GIF': 'a GIF',
			'a WebP': 'a WebP',
			'an AVIF or HEIC': 'an AVIF or HEIC',
			'a BMP': 'a BMP',
			'a TIFF': 'a TIFF',
			'a PDF': 'a PDF',
			'an SVG': 'an SVG',
			'a web page': 'a web page',
		},
		notFetched:
			'**cover**: I could not get that file from Discord: try again in a minute. Nothing has changed.',
		notKept:
			'**cover**: I could not write that down: whoever runs me finds the reason in the log. The cover is as it was.',
	},
};

/** The same in every language. */
export type PlaceTexts = typeof PLACE_EN;

// A real browser for the page's tests: the system's own Chromium, without a window.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, onTestFinished } from 'vitest';
import { LIMIT_MS } from '../../support/limit.js';
import { passOver } from '../../support/tools.js';

const WHOLE = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** The first is the same engine without the browser around it, which takes a quarter less. */
const NAMES = ['chromium-headless-shell', ...WHOLE];

/**
 * What the browser does without. The last such list is the one that counts, so playwright's own,
 * which keeps pages as they are and the network still, is here as well.
 */
const SWITCHED_OFF = [
	// The address bar's suggestions are pages of their own, loaded for each window: with them, to open
	// a page takes a second of the processor, without them a third of it.
	...['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup'],
	// A process for the next page, which is another test's.
	'SpareRendererForSitePerProcess',
	...['AvoidUnnecessaryBeforeUnloadCheckSync', 'DestroyProfileOnBrowserClose', 'HttpsUpgrades'],
	...['HttpsFirstBalancedModeAutoEnable', 'LensOverlay', 'MediaRouter', 'PaintHolding'],
	...['ThirdPartyStoragePartitioning', 'AvoidCorsURLLoaderRestartOnRedirect', 'OptimizationHints'],
	...['NetworkTimeServiceQuerying', 'AimEnabled', 'PreconnectToSearch'],
];

/** The browser's file; `CHROMIUM` names another one. */
const executablePath = process.env.CHROMIUM ?? findInPath(NAMES);

let browser: Browser | undefined;

/** How a browser is started beside what all need. */
export interface BrowserLaunch {
	args?: string[];
	/** With what is around the engine, such as the certificates that its user trusts. */
	isWhole?: boolean;
	/** Its whole environment; default this process's. */
	environment?: Record<string, string>;
}

/**
 * A suite with a browser; skipped where there is none, but never in CI.
 *
 * @param launch - asked when the first suite of a file begins, which all others share
 */
export function describeInBrowser(
	title: string,
	suite: () => void,
	launch: () => BrowserLaunch = () => ({}),
): void {
	const isMissing = executablePath === undefined;
	if (isMissing) {
		passOver('Not installed: chromium; expected it in PATH, or its file in CHROMIUM');
	}
	const why = isMissing ? ' (skipped: no Chromium in PATH; apt install chromium)' : '';
	describe.skipIf(isMissing)(`${title}${why}`, () => {
		beforeAll(async () => {
			if (browser) {
				return;
			}
			const { args = [], environment, isWhole = false } = launch();
			const wholePath = process.env.CHROMIUM ?? findInPath(WHOLE);
			browser = await chromium.launch({
				executablePath: (isWhole && wholePath) || (executablePath as string),
				timeout: LIMIT_MS,
				// In a container there is neither a sandbox's kernel support nor much shared memory; a
				// simulated graphics card takes the time that the sound needs.
				args: [
					...['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
					`--disable-features=${SWITCHED_OFF.join()}`,
					...args,
				],
				...(environment && { env: environment }),
			});
		});
		suite();
	});
	// To start one takes seconds: all suites of a file have the same.
	afterAll(async () => {
		await browser?.close();
		browser = undefined;
	});
}

/** A page of its own, and everything that went wrong on it. */
export class BrowserPage {
	/** Console errors, exceptions, policy violations, and requests to other hosts. */
	readonly problems: string[] = [];
	readonly page: Page;

	private constructor(page: Page) {
		this.page = page;
		page.on('console', (message) => {
			if (message.type() === 'error' || message.type() === 'warning') {
				this.problems.push(`console: ${message.text()} ${message.location().url}`.trimEnd());
			}
		});
		page.on('pageerror', (error) => this.problems.push(`exception: ${error.message}`));
	}

	/** Opens an address; closed when the test is over. */
	static async open(url: string, options: BrowserPageOptions = {}): Promise<BrowserPage> {
		if (!browser) {
			throw new TypeError('Expected to be called within describeInBrowser');
		}
		const context = await browser.newContext(options);
		onTestFinished(() => context.close());
		context.setDefaultTimeout(LIMIT_MS);
		const page = new BrowserPage(await context.newPage());
		await page.page.exposeFunction('reportProblem', (problem: string) => {
			page.problems.push(problem);
		});
		await page.page.addInitScript(REPORT_VIOLATIONS);
		const { host } = new URL(url);
		page.page.on('request', (request) => {
			if (new URL(request.url()).host !== host) {
				page.problems.push(`request elsewhere: ${request.url()}`);
			}
		});
		await options.prepare?.(page.page);
		await page.page.goto(url);
		return page;
	}
}

/** How a page is opened. */
export interface BrowserPageOptions extends BrowserContextOptions {
	/** Called before the page's address is opened. */
	prepare?: (page: Page) => Promise<unknown>;
}

const REPORT_VIOLATIONS = `document.addEventListener('securitypolicyviolation', (event) => {
	reportProblem('policy: ' + event.violatedDirective + ' ' + event.blockedURI);
});`;

/** The first name counts most. */
function findInPath(names: readonly string[]): string | undefined {
	const folders = (process.env.PATH ?? '').split(delimiter);
	return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

function isExecutable(file: string): boolean {
	try {
		accessSync(file, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}

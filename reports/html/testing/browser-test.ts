/** What a test in the browser works with: one browser and one bundle for all, a page and a file for each. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { test as base, describe, expect } from 'vitest';
import type { Result } from '../../../harness/result.ts';
import { buildBundle } from '../build.ts';
import { type Bundle, readBundle } from '../bundle.ts';
import { type HtmlOptions, renderHtml } from '../write.ts';
import { findChromium, launch } from './chromium.ts';

const executablePath = findChromium();

if (executablePath === null) {
  const reason = 'no Chromium: set CHROMIUM_PATH, or install chromium';
  if (process.env['CI']) throw new Error(`The report must be tested in a browser: ${reason}`);
  console.warn(`The browser tests are skipped: ${reason}`);
}

/** Pages of one browser live side by side, so tests do not wait for each other. */
export const describeInBrowser = describe.skipIf(executablePath === null).concurrent;

/** The anomaly of `samples/results.ts`' classic. */
export const CLASSIC = '#/failure/classic-race.cache-aside.stale-at-rest';

export interface Shared {
  readonly browser: Browser;
  readonly bundle: Bundle;
  /** For files; removed at the end. */
  readonly folder: string;
  /** Pages that no test works with: opening a file in one takes a tenth of what a new one takes. */
  readonly idle: Page[];
}

export interface ReportPage {
  /** Of this test alone while it runs. What it leaves behind in the page's settings is undone, except init scripts: have none. */
  readonly page: Page;
  /** Renders a report, opens it from disk, and waits for the failure when the fragment names one. */
  open(result: Result, fragment?: string, options?: HtmlOptions): Promise<void>;
  /** Opens a file that somebody else wrote. */
  openHtml(html: string, fragment?: string): Promise<void>;
}

const VIEWPORT = { width: 1280, height: 720 };

let files = 0;

export const test = base.extend<{ shared: Shared; report: ReportPage }>({
  shared: [
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'stalemate-browser-'));
      await buildBundle(join(folder, 'bundle'));
      const browser = await launch(executablePath as string);
      await use({ browser, folder, bundle: await readBundle(join(folder, 'bundle')), idle: [] });
      await browser.close();
      await rm(folder, { recursive: true, force: true });
    },
    { scope: 'file' },
  ],
  // Fails its test when the page complained on the console, threw, broke its policy or asked for anything but its file.
  report: async ({ shared }, use) => {
    const page = shared.idle.pop() ?? (await shared.browser.newPage({ viewport: VIEWPORT }));
    const complaints = complaintsOf(page);
    await use(reportPage(page, shared));
    page.removeAllListeners();
    await page.setViewportSize(VIEWPORT);
    await page.emulateMedia({ media: null, colorScheme: null, reducedMotion: null, forcedColors: null });
    shared.idle.push(page);
    expect(complaints).toEqual([]);
  },
});

/** The report in a page; see `ReportPage`. */
export function reportPage(page: Page, { bundle, folder }: Shared): ReportPage {
  const openHtml = async (html: string, fragment = '') => {
    const file = join(folder, `report-${++files}.html`);
    await writeFile(file, html);
    await page.goto(`${pathToFileURL(file).href}${fragment}`);
    if (fragment.startsWith('#/failure/')) await page.locator('#opened :is(.interleaving, .callout)').first().waitFor();
  };
  const open = async (result: Result, fragment = '', options: HtmlOptions = {}) =>
    openHtml(await renderHtml(result, { bundle, ...options }), fragment);
  return { page, open, openHtml };
}

function complaintsOf(page: Page): readonly string[] {
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`error: ${String(error)}`));
  page.on('request', (request) => {
    if (!/^(file|blob):|^data:,$/.test(request.url())) complaints.push(`request: ${request.url()}`);
  });
  return complaints;
}

/** The step that the scrubber is at. */
export async function stepOf(page: Page): Promise<number> {
  return Number(await page.inputValue('input[type=range]'));
}

/** Waits until the fragment is as it should be: it follows the page with a delay. */
export async function fragmentBecomes(page: Page, pattern: RegExp): Promise<void> {
  await page.waitForFunction((source) => new RegExp(source).test(location.hash), pattern.source, { polling: 50 });
}

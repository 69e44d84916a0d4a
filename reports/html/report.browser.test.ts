/** The report in a real browser, opened from disk. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Result, TraceFile } from '../../harness/result.ts';
import type { Alternatives } from '../model/alternative.ts';
import { EXPORTER_NAMES, exporters } from '../counterexample/registry.ts';
import { svgOf } from '../counterexample/svg/svg.ts';
import { junitOf } from '../junit/junit.ts';
import { subjectIn } from '../testing/subjects.ts';
import { buildBundle } from './build.ts';
import { type Bundle, readBundle } from './bundle.ts';
import { cellOf, classic, counterexampleOf, fuzzed, hostile, library, resultOf, survived } from './samples/results.ts';
import { timed } from './samples/timed.ts';
import { longTrace } from './samples/traces.ts';
import { findChromium, launch } from './testing/chromium.ts';
import { poorContrast } from './testing/contrast.ts';
import { renderHtml } from './write.ts';

const CLASSIC = '#/failure/classic-race.cache-aside.stale-at-rest';

const executablePath = findChromium();

if (executablePath === null) {
  const reason = 'no Chromium: set CHROMIUM_PATH, or install chromium';
  if (process.env['CI']) throw new Error(`The report must be tested in a browser: ${reason}`);
  console.warn(`report.browser.test.ts is skipped: ${reason}`);
}

describe.skipIf(executablePath === null)('the report in a browser', () => {
  let folder: string;
  let bundle: Bundle;
  let browser: Browser;
  let page: Page;
  /** Console errors, exceptions, violations of the policy, and requests for anything but the file. */
  let complaints: string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stalemate-browser-'));
    await buildBundle(join(folder, 'bundle'));
    bundle = await readBundle(join(folder, 'bundle'));
    browser = await launch(executablePath as string, join(folder, 'profile'));
  });

  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  beforeEach(async () => {
    page = await browser.newPage();
    complaints = [];
    page.on('console', (message) => complaints.push(`console: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(`error: ${String(error)}`));
    page.on('request', (request) => {
      if (!request.url().startsWith('file:') && request.url() !== 'data:,')
        complaints.push(`request: ${request.url()}`);
    });
  });

  afterEach(async () => {
    await page.close();
    expect(complaints).toEqual([]);
  });

  async function open(result: Result, fragment = '', alternatives?: Alternatives): Promise<void> {
    const file = join(folder, 'report.html');
    await writeFile(file, await renderHtml(result, { bundle, ...(alternatives && { alternatives }) }));
    // A page that is already open would only move to the fragment.
    await page.goto('about:blank');
    await page.goto(`${pathToFileURL(file).href}${fragment}`);
    if (fragment.startsWith('#/failure/')) await page.waitForSelector('.interleaving, .callout');
  }

  const visibleText = () => page.$eval('main', (main) => (main as HTMLElement).innerText);
  const attribute = (selector: string, name: string) =>
    page.$eval(selector, (element, n) => element.getAttribute(n), name);
  const step = async () => Number(await page.$eval('input[type=range]', (input) => (input as HTMLInputElement).value));
  const isVisible = (selector: string) => page.$eval(selector, (element) => element.checkVisibility());
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);

  test('opens at the verdict, with the matrix below', async () => {
    await open(library);
    expect(await visibleText()).toMatch(/2 of 60 expectations do not hold[\s\S]*36 of 240 interleavings/);
    expect(await page.$$eval('.failure', (all) => all.filter((each) => each.checkVisibility()).length)).toBe(0);
  });

  test('a link to a failure and a step opens that step', async () => {
    await open(classic, `${CLASSIC}?step=3`);
    expect(await step()).toBe(3);
    expect(await attribute('input[type=range]', 'aria-valuetext')).toBe(
      'Step 3 of 6: writer commits item:1 = v2 in MySQL.',
    );
    expect(await page.$$eval('.lanes .is-future', (rows) => rows.length)).toBe(3);
    expect(await isVisible('[id="/verdict"]')).toBe(false);
  });

  test('a link to a failure without a step opens where it is proved', async () => {
    await open(classic, CLASSIC);
    expect(await step()).toBe(6);
  });

  test('a link to nothing opens the verdict', async () => {
    await open(classic);
    await page.evaluate(() => location.assign('#/failure/nobody-knows-it'));
    expect(await isVisible('[id="/verdict"]')).toBe(true);
    expect(await page.$('.interleaving')).toBeNull();
  });

  test('a click on a cell of the matrix opens its failure, and Back returns', async () => {
    await open(library);
    await page.click('.matrix .tone-fail a');
    await page.waitForSelector('.interleaving');
    expect(await page.evaluate(() => location.hash)).toMatch(/^#\/failure\//);
    await page.goBack();
    await page.waitForFunction(() => document.getElementById('/verdict')?.checkVisibility());
  });

  test('keys move through the steps and leave no trail in the history', async () => {
    await open(classic, `${CLASSIC}?step=2`);
    const entries = await page.evaluate(() => history.length);
    const steps: number[] = [];
    for (const key of ['ArrowRight', 'k', 'j', 'ArrowLeft', 'End', 'Home', 'ArrowLeft', 'e', 'w'] as const) {
      await page.keyboard.press(key);
      steps.push(await step());
    }
    expect(steps).toEqual([3, 4, 3, 2, 6, 1, 1, 6, 5]);
    await page.waitForFunction(() => location.hash.endsWith('?step=5'));
    expect(await page.evaluate(() => history.length)).toBe(entries);
  });

  test('Shift and an arrow go to the next step that changes a store', async () => {
    await open(classic, `${CLASSIC}?step=1`);
    const steps: number[] = [];
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowLeft'] as const) {
      await page.keyboard.down('Shift');
      await page.keyboard.press(key);
      await page.keyboard.up('Shift');
      steps.push(await step());
    }
    expect(steps).toEqual([3, 5, 3]);
  });

  test('the slider has its own keys, one step at a time', async () => {
    await open(classic, `${CLASSIC}?step=2`);
    await page.focus('input[type=range]');
    await page.keyboard.press('ArrowRight');
    expect(await step()).toBe(3);
  });

  test('brackets go to the next and the previous failure', async () => {
    await open(library, '#/failure/two-writers.write-then-set.stale-at-rest');
    await page.keyboard.press(']');
    await page.waitForFunction(() => location.hash.includes('double-delete'));
    await page.keyboard.press('[');
    await page.waitForFunction(() => location.hash.includes('write-then-set'));
  });

  test('single letters can be switched off', async () => {
    await open(classic, `${CLASSIC}?step=2`);
    await page.keyboard.press('?');
    await page.waitForSelector('dialog[open]');
    await page.click('dialog input[type=checkbox]');
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => document.querySelector('dialog') === null);
    await page.keyboard.press('k');
    expect(await step()).toBe(2);
    await page.keyboard.press('ArrowRight');
    expect(await step()).toBe(3);
  });

  test('a lane can be hidden, by its number or its switch, and its steps keep their rows', async () => {
    await open(classic, CLASSIC);
    const heads = () => page.$$eval('.lanes thead th', (all) => all.map((head) => head.textContent ?? ''));
    await page.keyboard.press('2');
    expect((await heads()).join()).not.toContain('writer');
    expect(await page.$$eval('.lanes tbody tr', (rows) => rows.length)).toBe(6);
    expect(await page.$$eval('.overlay .dot', (dots) => dots.length)).toBe(4);
    await page.click('.lane-switches label:nth-of-type(2) input');
    expect((await heads()).join()).toContain('writer');
  });

  test('the margin says what it hung on, and when it was decided', async () => {
    await open(classic, CLASSIC);
    expect(await page.$$eval('.margin .flip', (all) => all.length)).toBe(2);
    const decided = await page.$eval('.margin .decided', (mark) => mark.getBoundingClientRect().top);
    const row = await page.$eval('.lanes tbody tr:nth-of-type(4) .effect', (cell) => {
      const { top, bottom } = cell.getBoundingClientRect();
      return (top + bottom) / 2;
    });
    expect(Math.abs(decided - row)).toBeLessThan(3);
  });

  test('the same schedule under another strategy stands beside it, and can be linked to', async () => {
    await open(classic, `${CLASSIC}?step=2`, survived);
    await page.keyboard.press('d');
    expect(await visibleText()).toMatch(/They differ from row 5 on\. lease: survives/);
    expect(await page.$$eval('.first-difference', (rows) => rows.map((row) => row.textContent))).toEqual([
      expect.stringMatching(/^5first difference.*SET item:1 v1 EX 60 → OK.*→ \(nil\)/),
    ]);
    await page.waitForFunction(() => location.hash.endsWith('?step=2&cmp=lease'));
    await open(classic, `${CLASSIC}?cmp=lease`, survived);
    expect(await isVisible('.side-by-side table')).toBe(true);
    await page.keyboard.press('d');
    expect(await page.$('.side-by-side table')).toBeNull();
  });

  test('the sentence leads to its rows', async () => {
    await open(classic, CLASSIC);
    await page.click('.because a:nth-of-type(3)');
    await page.waitForFunction(() => document.querySelector('.lanes .is-current th')?.textContent?.startsWith('2'));
    expect(await step()).toBe(2);
  });

  test('dots stand where their rows are', async () => {
    await open(classic, CLASSIC);
    const offsets = await page.evaluate(() => {
      const middle = (element: Element) => {
        const box = element.getBoundingClientRect();
        return box.top + box.height / 2;
      };
      const dots = [...document.querySelectorAll('.dot circle:not(.ring)')].map(middle);
      return [...document.querySelectorAll('.lanes .effect')].map((effect, index) =>
        Math.abs(middle(effect) - (dots[index] ?? 0)),
      );
    });
    expect(offsets).toHaveLength(6);
    expect(Math.max(...offsets)).toBeLessThan(2);
  });

  test('follows the system into the dark, and the switch overrules it', async () => {
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
    await open(classic);
    expect(await ground()).toBe('rgb(20, 23, 27)');
    await page.click('.themes input[value=light] + span');
    expect(await ground()).toBe('rgb(255, 255, 255)');
  });

  test.each(['light', 'dark'])('text has enough contrast when it is %s', async (theme) => {
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }]);
    await open(library, '#/failure/two-writers.write-then-set.stale-at-rest?step=4');
    expect(await page.evaluate(poorContrast)).toEqual([]);
    await page.click('nav a[href="#/verdict"]');
    await page.waitForFunction(() => document.getElementById('/verdict')?.checkVisibility());
    expect(await page.evaluate(poorContrast)).toEqual([]);
  });

  test.each(['', CLASSIC])('at 320 px nothing but tables scrolls sideways: %s', async (fragment) => {
    await page.setViewport({ width: 320, height: 640 });
    await open(classic, fragment);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  });

  test('at 320 px the lanes are a list of steps', async () => {
    await page.setViewport({ width: 320, height: 640 });
    await open(classic, `${CLASSIC}?step=4`);
    expect(await page.$('.lanes')).toBeNull();
    expect(await page.$$eval('.steps .is-future', (rows) => rows.length)).toBe(2);
  });

  test('without JavaScript every failure can be read', async () => {
    await page.setJavaScriptEnabled(false);
    await open(classic);
    expect(await visibleText()).toMatch(/The one expectation does not hold[\s\S]*SET item:1 v1 EX 60/);
    expect(await isVisible('.themes')).toBe(false);
  });

  test.each(['light', 'dark'])('charts can be read when it is %s, and every view has its place', async (theme) => {
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }]);
    await open(timed, '#/trade-offs');
    const places = await page.$$eval('.masthead nav a', (links) => links.map((link) => link.getAttribute('href')!));
    expect(places).toEqual(['#/verdict', '#/failures', '#/matrix', '#/trade-offs', '#/exploration', '#/about']);
    for (const place of places) {
      await page.click(`.masthead nav a[href="${place}"]`);
      expect(await isVisible(`[id="${place.slice(1)}"]`)).toBe(true);
    }
    expect(await page.$$eval('.chart svg.curves', (all) => all.length)).toBe(4);
    expect(await page.evaluate(poorContrast)).toEqual([]);
  });

  test('what fuzzing found, and when, has a curve', async () => {
    await open(fuzzed, '#/exploration');
    expect(await visibleText()).toContain('The last new one came in schedule 4 of 300');
    expect(await isVisible('[id="/exploration"] svg.curves')).toBe(true);
  });

  test('hostile strings run nothing', async () => {
    await open(hostile);
    const link = await page.$eval('.card a', (anchor) => anchor.getAttribute('href') ?? '');
    await page.click('.card h3 a');
    await page.waitForSelector('.interleaving');
    expect(link).toMatch(/^#\/failure\/[\w.-]+$/);
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
    expect(await page.$('img')).toBeNull();
  });

  test('a broken chunk is said, and the steps stay', async () => {
    const file = join(folder, 'broken.html');
    const html = await renderHtml(classic, { bundle });
    await writeFile(file, html.replace(/(<script type="application\/gzip;base64"[^>]*>).{40}/, '$1bm90IGd6aXA='));
    await page.goto(`${pathToFileURL(file).href}${CLASSIC}`);
    await page.waitForSelector('.failure .callout');
    expect(await visibleText()).toContain('The trace cannot be opened');
    expect(await visibleText()).toContain('SET item:1 v1 EX 60');
  });

  test('10,000 steps draw a few rows, and the last one is there when asked for', async () => {
    const counterexample = counterexampleOf(longTrace(10_000), 'It is long.');
    const long = resultOf([cellOf({ anomalies: { 'stale-read': { schedules: 1, counterexample } } })]);
    await open(long, '#/failure/classic-race.lease.stale-read?step=5');
    expect(await page.$$eval('.lanes tbody tr', (rows) => rows.length)).toBeLessThan(150);
    await page.keyboard.press('End');
    await page.waitForFunction(() => document.querySelector('.lanes .is-current th')?.textContent?.startsWith('10000'));
  });

  describe('the forms of a failure', () => {
    const TEXT = 'stale-at-rest: cache-aside in classic-race';
    const kept = { recording: { format: 'stalemate-trace' } as unknown as TraceFile, regression: 'version: 1\n' };
    const [cell] = classic.results as [Result['results'][number]];
    const finding = cell.anomalies['stale-at-rest']!;
    const counterexample = { ...finding.counterexample!, ...kept };
    const whole = resultOf([{ ...cell, anomalies: { 'stale-at-rest': { ...finding, counterexample } } }]);

    /** What the page gives to the clipboard; a browser without a head has none that can be read. */
    const listenToClipboard = () =>
      page.evaluateOnNewDocument(() => {
        const copied: string[] = [];
        Object.assign(window, { copied });
        // An empty page has no clipboard.
        if (location.protocol === 'file:') navigator.clipboard.writeText = async (text) => void copied.push(text);
      });
    const copied = () => page.evaluate(() => (window as unknown as { copied: string[] }).copied);

    test('can be copied, each of them, with the keyboard alone', async () => {
      await listenToClipboard();
      await open(whole, CLASSIC);
      await page.focus('.export summary');
      await page.keyboard.press('Enter');
      const names = await page.$$eval('[data-copy]', (all) =>
        all.map((each) => (each as HTMLElement).dataset['copy']!),
      );
      expect(names).toEqual(EXPORTER_NAMES);
      for (const name of names) {
        await page.focus(`[data-copy=${name}]`);
        await page.keyboard.press('Enter');
        await page.waitForFunction(
          (n) => document.querySelector(`[data-copy=${n}]`)?.textContent?.startsWith('Copied'),
          {},
          name,
        );
      }
      const subject = subjectIn(whole);
      expect(await copied()).toEqual(EXPORTER_NAMES.map((name) => exporters[name].make(subject)));
      await page.keyboard.press('Escape');
      expect(await page.$eval('.export', (menu) => (menu as HTMLDetailsElement).open)).toBe(false);
      expect(await page.evaluate(() => document.activeElement?.localName)).toBe('summary');
    });

    test('can be saved as files', async () => {
      const downloads = join(folder, 'downloads');
      const session = await browser.target().createCDPSession();
      await session.send('Browser.setDownloadBehavior', {
        behavior: 'allow',
        downloadPath: downloads,
        eventsEnabled: true,
      });
      await open(whole, CLASSIC);
      await page.click('.export summary');
      for (const name of ['svg', 'regression'] as const) {
        const ended = new Promise<void>((resolve) => {
          session.on('Browser.downloadProgress', ({ state }) => state === 'completed' && resolve());
        });
        await page.click(`[data-save=${name}]`);
        await ended;
      }
      expect((await readdir(downloads)).toSorted()).toEqual([
        'classic-race.cache-aside.stale-at-rest.svg',
        'classic-race.cache-aside.stale-at-rest.yaml',
      ]);
      expect(await readFile(join(downloads, 'classic-race.cache-aside.stale-at-rest.yaml'), 'utf8')).toBe(
        'version: 1\n',
      );
    });

    test('are shown where the browser copies nothing', async () => {
      await page.evaluateOnNewDocument(() => {
        if (location.protocol !== 'file:') return;
        navigator.clipboard.writeText = () => Promise.reject(new Error('refused'));
        document.execCommand = () => false;
      });
      await open(classic, CLASSIC);
      await page.click('.export summary');
      await page.click('[data-copy=text]');
      await page.waitForSelector('.export textarea');
      const shown = await page.$eval('.export textarea', (field) => {
        const { value, selectionStart, selectionEnd } = field as HTMLTextAreaElement;
        return { value, selected: selectionEnd - selectionStart };
      });
      expect(shown.value.startsWith(TEXT)).toBe(true);
      expect(shown.selected).toBe(shown.value.length);
    });

    test('that a result does not hold are not there', async () => {
      await open(classic, CLASSIC);
      expect(await page.$('[data-copy=trace], [data-copy=regression]')).toBeNull();
    });

    test('are well-formed XML, whatever is in them', async () => {
      const documents = [hostile, classic].flatMap((result) => [junitOf(result), svgOf(subjectIn(result))]);
      const roots = await page.evaluate(
        (texts) =>
          texts.map((text) => {
            const { documentElement } = new DOMParser().parseFromString(text, 'text/xml');
            return documentElement.querySelector('parsererror')?.textContent ?? documentElement.localName;
          }),
        documents,
      );
      expect(roots).toEqual(['testsuites', 'svg', 'testsuites', 'svg']);
    });
  });

  test('what has changed since a baseline has a page part of its own, with the way to what it shows', async () => {
    const file = join(folder, 'compared.html');
    const baseline = resultOf(library.results.map((cell) => ({ ...cell, anomalies: {} })));
    await writeFile(file, await renderHtml(library, { bundle, baseline }));
    await page.goto(pathToFileURL(file).href);
    await page.click('nav a[href="#/baseline"]');
    expect(await isVisible('[id="/baseline"]')).toBe(true);
    await page.click('.baseline tbody a');
    await page.waitForSelector('.interleaving');
    expect(await poorlyReadable(file)).toEqual([]);
  });

  async function poorlyReadable(file: string): Promise<string[]> {
    await page.goto('about:blank');
    await page.goto(pathToFileURL(file).href);
    return page.evaluate(poorContrast);
  }
});

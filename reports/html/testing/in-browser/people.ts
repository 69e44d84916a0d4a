/** Themes, widths and what does not run: the report is for everybody. */
import { expect } from 'vitest';
import { classic, fuzzed, library } from '../../samples/results.ts';
import { timed } from '../../samples/timed.ts';
import { CLASSIC, describeInBrowser, reportPage, test } from '../browser-test.ts';
import { poorContrast } from '../contrast.ts';

const THEMES = ['light', 'dark'] as const;

describeInBrowser('the page', () => {
  test('follows the system into the dark, and the switch overrules it', async ({ report: { page, open } }) => {
    const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    await page.emulateMedia({ colorScheme: 'dark' });
    await open(classic);
    expect(await ground()).toBe('rgb(20, 23, 27)');
    await page.click('.themes input[value=light] + span');
    expect(await ground()).toBe('rgb(255, 255, 255)');
  });

  for (const theme of THEMES) {
    test(`has enough contrast when it is ${theme}`, async ({ report: { page, open } }) => {
      await page.emulateMedia({ colorScheme: theme });
      await open(library, '#/failure/two-writers.write-then-set.stale-at-rest?step=4');
      expect(await page.evaluate(poorContrast)).toEqual([]);
      await page.click('nav a[href="#/verdict"]');
      await page.waitForSelector('[id="/verdict"]');
      expect(await page.evaluate(poorContrast)).toEqual([]);
    });

    test(`has charts that can be read when it is ${theme}, and a place for every view`, async ({ report }) => {
      const { page, open } = report;
      await page.emulateMedia({ colorScheme: theme });
      await open(timed, '#/trade-offs');
      const places = await page.$$eval('.masthead nav a', (links) => links.map((link) => link.getAttribute('href')!));
      expect(places).toEqual(['#/verdict', '#/failures', '#/matrix', '#/trade-offs', '#/exploration', '#/about']);
      for (const place of places) {
        await page.click(`.masthead nav a[href="${place}"]`);
        expect(await page.isVisible(`[id="${place.slice(1)}"]`)).toBe(true);
      }
      expect(await page.locator('.chart svg.curves').count()).toBe(4);
      expect(await page.evaluate(poorContrast)).toEqual([]);
    });
  }

  for (const fragment of ['', CLASSIC]) {
    test(`scrolls nothing but tables sideways at 320 px: ${fragment}`, async ({ report: { page, open } }) => {
      await page.setViewportSize({ width: 320, height: 640 });
      await open(classic, fragment);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    });
  }

  test('has a list of steps in place of lanes at 320 px', async ({ report: { page, open } }) => {
    await page.setViewportSize({ width: 320, height: 640 });
    await open(classic, `${CLASSIC}?step=4`);
    expect(await page.locator('.lanes').count()).toBe(0);
    expect(await page.locator('.steps .is-future').count()).toBe(2);
  });

  test('shows every failure without JavaScript', async ({ shared }) => {
    const page = await shared.browser.newPage({ javaScriptEnabled: false });
    await reportPage(page, shared).open(classic);
    expect(await page.innerText('main')).toMatch(/The one expectation does not hold[\s\S]*SET item:1 v1 EX 60/);
    expect(await page.isVisible('.themes')).toBe(false);
    await page.close();
  });

  test('has a curve of what fuzzing found, and when', async ({ report: { page, open } }) => {
    await open(fuzzed, '#/exploration');
    expect(await page.innerText('main')).toContain('The last new one came in schedule 4 of 300');
    expect(await page.isVisible('[id="/exploration"] svg.curves')).toBe(true);
  });
});

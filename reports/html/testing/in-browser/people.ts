/** The report is for everybody: whatever the theme, the width, the paper, and with whatever senses. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { everything, everythingBeside } from '../../samples/everything.ts';
import { classic } from '../../samples/results.ts';
import { breachesOn } from '../axe.ts';
import { CLASSIC, describeInBrowser, reportPage, stepOf, test } from '../browser-test.ts';

const VIEWS = ['verdict', 'failures', 'matrix', 'advice', 'trade-offs', 'exploration', 'baseline', 'profile', 'about'];

const unfold = (page: Page) =>
  page.$$eval('details', (all) => all.forEach((each) => (each as HTMLDetailsElement).setAttribute('open', '')));

describeInBrowser('the page', () => {
  for (const theme of ['light', 'dark'] as const) {
    test(`breaches nothing of WCAG 2.2 AA when it is ${theme}, on any view`, async ({ report: { page, open } }) => {
      await page.emulateMedia({ colorScheme: theme });
      await open(everything, '#/verdict', everythingBeside);
      await unfold(page);
      for (const view of VIEWS) expect(await page.isVisible(`[id="/${view}"]`), view).toBe(true);
      expect(await breachesOn(page)).toEqual([]);
      await page.evaluate((fragment) => location.assign(`${fragment}?step=3&cmp=lease`), CLASSIC);
      await page.waitForSelector('.side-by-side table');
      await unfold(page);
      expect(await breachesOn(page)).toEqual([]);
      await page.keyboard.press('?');
      await page.waitForSelector('dialog[open]');
      expect(await breachesOn(page)).toEqual([]);
    });
  }

  test('has a place for every view in its head', async ({ report: { page, open } }) => {
    await open(everything, '', everythingBeside);
    const places = await page.$$eval('.masthead nav a', (links) => links.map((link) => link.getAttribute('href')!));
    expect(places).toEqual(VIEWS.map((view) => `#/${view}`));
  });

  test('follows the system into the dark, and the switch overrules it', async ({ report: { page, open } }) => {
    const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    await page.emulateMedia({ colorScheme: 'dark' });
    await open(classic);
    expect(await ground()).toBe('rgb(20, 23, 27)');
    await page.click('.themes input[value=light] + span');
    expect(await ground()).toBe('rgb(255, 255, 255)');
  });

  test('can be stepped through by ear: the slider says each step, and the table says where it is', async ({
    report,
  }) => {
    const { page, open } = report;
    await open(classic, `${CLASSIC}?step=1`);
    await page.focus('input[type=range]');
    for (const { number, sentence } of classic.results[0]!.anomalies['stale-at-rest']!.counterexample!.trace.steps) {
      expect(await page.getByRole('slider').getAttribute('aria-valuetext')).toBe(`Step ${number} of 6: ${sentence}`);
      expect(await page.locator('.lanes tr[aria-current=step]').ariaSnapshot()).toContain(sentence);
      await page.keyboard.press('ArrowRight');
    }
    // Nothing but the slider speaks up.
    expect(await page.locator('[aria-live], [role=status], [role=alert]').count()).toBe(0);
  });

  for (const fragment of ['', CLASSIC]) {
    test(`scrolls sideways at 320 px in regions that are made for it, and nowhere else: ${fragment}`, async ({
      report,
    }) => {
      const { page, open } = report;
      await page.setViewportSize({ width: 320, height: 640 });
      await open(everything, fragment, everythingBeside);
      await unfold(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    });
  }

  test('has a list of steps in place of lanes at 320 px', async ({ report: { page, open } }) => {
    await page.setViewportSize({ width: 320, height: 640 });
    await open(classic, `${CLASSIC}?step=4`);
    expect(await page.locator('.lanes').count()).toBe(0);
    expect(await page.locator('.steps .is-future').count()).toBe(2);
  });

  test('prints the failure that is open, whole and on white, also out of the dark', async ({
    report: { page, open },
  }) => {
    await open(classic, `${CLASSIC}?step=2`);
    await page.click('.themes input[value=dark] + span');
    await page.setViewportSize({ width: 1280, height: 400 });
    await page.emulateMedia({ media: 'print' });
    const look = await page.evaluate(() => {
      const diagram = document.querySelector('.diagram')!;
      return {
        ground: getComputedStyle(document.documentElement).backgroundColor,
        hiddenPx: diagram.scrollHeight - diagram.clientHeight,
        future: [...document.querySelectorAll('.is-future')].map((each) => getComputedStyle(each).opacity),
      };
    });
    expect(look).toEqual({ ground: 'rgb(255, 255, 255)', hiddenPx: 0, future: Array(look.future.length).fill('1') });
    expect(look.future.length).toBeGreaterThan(0);
    for (const control of ['.masthead nav', '.themes', '.export', '.scrubber-track', '.lane-switches'])
      expect(await page.isVisible(control), control).toBe(false);
    expect((await page.pdf()).subarray(0, 4).toString()).toBe('%PDF');
  });

  test('moves nothing where motion is not wanted', async ({ report: { page, open } }) => {
    await open(classic, CLASSIC);
    const moves = () =>
      page.$$eval('body *', (all) => all.filter((each) => getComputedStyle(each).transitionDuration !== '0s').length);
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    expect(await moves()).toBeGreaterThan(0);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    expect(await moves()).toBe(0);
  });

  test('draws every mark in the colours that the system forces', async ({ report: { page, open } }) => {
    await page.emulateMedia({ forcedColors: 'active' });
    await open(classic, `${CLASSIC}?step=5`);
    const ink = await page.evaluate(() => getComputedStyle(document.body).color);
    const invisible = await page.$$eval('.overlay :is(path, circle, rect):not(defs *)', (marks) =>
      marks
        .filter((mark) => {
          const { fill, stroke } = getComputedStyle(mark);
          const ground = getComputedStyle(document.body).backgroundColor;
          return [fill, stroke].every((color) => color === 'none' || color === ground);
        })
        .map((mark) => mark.outerHTML),
    );
    expect(invisible).toEqual([]);
    expect(await page.$eval('.overlay .bar', (bar) => getComputedStyle(bar).stroke)).toBe(ink);
    expect(await page.locator('.lanes .is-current').evaluate((row) => getComputedStyle(row).outlineStyle)).not.toBe(
      'none',
    );
  });

  test('shows every failure without JavaScript', async ({ shared }) => {
    const page = await shared.browser.newPage({ javaScriptEnabled: false });
    await reportPage(page, shared).open(classic);
    expect(await page.innerText('main')).toMatch(/The one expectation does not hold[\s\S]*SET item:1 v1 EX 60/);
    expect(await page.isVisible('.themes')).toBe(false);
    await page.close();
  });

  test('is left by Tab alone: every control has its turn, and shows it', async ({ report: { page, open } }) => {
    await open(classic, CLASSIC);
    const all = await page.$$eval('a[href], button:enabled, input, select, summary, [tabindex="0"]', (controls) => {
      const shown = controls.filter((each) => each.checkVisibility({ contentVisibilityAuto: true }));
      shown.forEach((each) => each.setAttribute('data-control', ''));
      return shown.length;
    });
    const unmarked: string[] = [];
    for (let presses = 0; presses <= all; presses++) {
      await page.keyboard.press('Tab');
      const html = await page.evaluate(() => {
        const element = document.activeElement!;
        element.removeAttribute('data-control');
        const visible = element.matches('.themes input') ? element.nextElementSibling! : element;
        const { outlineStyle, outlineWidth } = getComputedStyle(visible);
        return outlineStyle === 'none' || outlineWidth === '0px' ? element.outerHTML.slice(0, 200) : '';
      });
      // A link to a failure begins there; after the last control comes the body, and then the first.
      if (html !== '' && !html.startsWith('<body')) unmarked.push(html);
    }
    expect(unmarked).toEqual([]);
    const missed = await page.$$eval('[data-control]', (left) => left.map((each) => each.outerHTML.slice(0, 120)));
    // Of the radio buttons of a group, one has a turn.
    expect(missed.filter((html) => !html.includes('type="radio"'))).toEqual([]);
    expect(await stepOf(page)).toBe(6);
  });
});

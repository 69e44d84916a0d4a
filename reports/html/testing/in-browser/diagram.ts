/** What the diagram draws, where it belongs. */
import { expect } from 'vitest';
import { cellOf, classic, counterexampleOf, fuzzed, resultOf, survived } from '../../samples/results.ts';
import { longTrace } from '../../samples/traces.ts';
import { CLASSIC, describeInBrowser, fragmentBecomes, test } from '../browser-test.ts';

describeInBrowser('the diagram', () => {
  test('says in the margin what it hung on, and when it was decided', async ({ report: { page, open } }) => {
    await open(classic, CLASSIC);
    expect(await page.locator('.margin .flip').count()).toBe(2);
    const decided = await page.$eval('.margin .decided', (mark) => mark.getBoundingClientRect().top);
    const row = await page.$eval('.lanes tbody tr:nth-of-type(4) .effect', (cell) => {
      const { top, bottom } = cell.getBoundingClientRect();
      return (top + bottom) / 2;
    });
    expect(Math.abs(decided - row)).toBeLessThan(3);
  });

  test('has its dots where their rows are', async ({ report: { page, open } }) => {
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

  test('has the same schedule under another strategy beside it, which can be linked to', async ({ report }) => {
    const { page, open } = report;
    await open(classic, `${CLASSIC}?step=2`, { alternatives: survived });
    await page.keyboard.press('d');
    expect(await page.innerText('main')).toMatch(/They differ from row 5 on\. lease: survives/);
    expect(await page.locator('.first-difference').allTextContents()).toEqual([
      expect.stringMatching(/^5first difference.*SET item:1 v1 EX 60 → OK.*→ \(nil\)/),
    ]);
    await fragmentBecomes(page, /\?step=2&cmp=lease$/);
    await open(classic, `${CLASSIC}?cmp=lease`, { alternatives: survived });
    expect(await page.isVisible('.side-by-side table')).toBe(true);
    await page.keyboard.press('d');
    expect(await page.locator('.side-by-side table').count()).toBe(0);
  });

  test('of 10,000 steps draws a few rows, leaves no gap when it is scrolled, and keeps its head in sight', async ({
    report,
  }) => {
    const { page, open } = report;
    const counterexample = counterexampleOf(longTrace(10_000), 'It is long.');
    const long = resultOf([cellOf({ anomalies: { 'stale-read': { schedules: 1, counterexample } } })]);
    await open(long, '#/failure/classic-race.lease.stale-read?step=5');
    // What is seen in the middle of the diagram, two frames after each jump: one for the event, one to draw.
    const seen = await page.$eval('.diagram', async (diagram) => {
      diagram.scrollIntoView();
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      const found: string[] = [];
      const { left, top, width, height } = diagram.getBoundingClientRect();
      for (let part = 0; part <= 10; part++) {
        diagram.scrollTop = (part / 10) * diagram.scrollHeight;
        await frame();
        await frame();
        const row = document.elementFromPoint(left + width / 2, top + height / 2)?.closest('tr');
        const head = document.elementFromPoint(left + width / 2, top + 10)?.closest('thead');
        found.push(
          head && row?.querySelector('th a') ? `${diagram.querySelectorAll('tbody tr').length > 150}` : 'a gap',
        );
      }
      return found;
    });
    expect(seen).toEqual(Array(11).fill('false'));
    await page.keyboard.press('End');
    await page.waitForSelector('.lanes .is-current th:has-text("10000")');
  });

  test('of what fuzzing found, and when, is a curve', async ({ report: { page, open } }) => {
    await open(fuzzed, '#/exploration');
    expect(await page.innerText('main')).toContain('The last new one came in schedule 4 of 300');
    expect(await page.isVisible('[id="/exploration"] svg.curves')).toBe(true);
  });
});

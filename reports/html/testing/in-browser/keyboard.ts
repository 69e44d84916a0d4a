/** Everything without a mouse. */
import { expect } from 'vitest';
import { classic, library } from '../../samples/results.ts';
import { CLASSIC, describeInBrowser, fragmentBecomes, stepOf, test } from '../browser-test.ts';

describeInBrowser('with the keyboard', () => {
  test('keys move through the steps and leave no trail in the history', async ({ report: { page, open } }) => {
    await open(classic, `${CLASSIC}?step=2`);
    const entries = await page.evaluate(() => history.length);
    const steps: number[] = [];
    for (const key of ['ArrowRight', 'k', 'j', 'ArrowLeft', 'End', 'Home', 'ArrowLeft', 'e', 'w']) {
      await page.keyboard.press(key);
      steps.push(await stepOf(page));
    }
    expect(steps).toEqual([3, 4, 3, 2, 6, 1, 1, 6, 5]);
    await fragmentBecomes(page, /\?step=5$/);
    expect(await page.evaluate(() => history.length)).toBe(entries);
  });

  test('Shift and an arrow go to the next step that changes a store', async ({ report: { page, open } }) => {
    await open(classic, `${CLASSIC}?step=1`);
    const steps: number[] = [];
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowLeft']) {
      await page.keyboard.press(`Shift+${key}`);
      steps.push(await stepOf(page));
    }
    expect(steps).toEqual([3, 5, 3]);
  });

  test('the slider has its own keys, one step at a time', async ({ report: { page, open } }) => {
    await open(classic, `${CLASSIC}?step=2`);
    await page.focus('input[type=range]');
    await page.keyboard.press('ArrowRight');
    expect(await stepOf(page)).toBe(3);
  });

  test('brackets go to the next and the previous failure', async ({ report: { page, open } }) => {
    await open(library, '#/failure/two-writers.write-then-set.stale-at-rest');
    await page.keyboard.press(']');
    await fragmentBecomes(page, /double-delete/);
    await page.keyboard.press('[');
    await fragmentBecomes(page, /write-then-set/);
  });

  test('single letters can be switched off', async ({ report: { page, open } }) => {
    await open(classic, `${CLASSIC}?step=2`);
    await page.keyboard.press('?');
    await page.click('dialog[open] input[type=checkbox]');
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog', { state: 'detached' });
    await page.keyboard.press('k');
    expect(await stepOf(page)).toBe(2);
    await page.keyboard.press('ArrowRight');
    expect(await stepOf(page)).toBe(3);
  });

  test('a lane can be hidden, by its number or its switch, and its steps keep their rows', async ({ report }) => {
    const { page, open } = report;
    await open(classic, CLASSIC);
    const heads = () => page.innerText('.lanes thead');
    await page.keyboard.press('2');
    expect(await heads()).not.toContain('writer');
    expect(await page.locator('.lanes tbody tr').count()).toBe(6);
    expect(await page.locator('.overlay .dot').count()).toBe(4);
    await page.click('.lane-switches label:nth-of-type(2) input');
    expect(await heads()).toContain('writer');
  });

  test('a slash leads to the filter, from a failure too, and what it leaves is in the link', async ({ report }) => {
    const { page, open } = report;
    await open(library, '#/failure/two-writers.write-then-set.stale-at-rest');
    await page.keyboard.press('/');
    await page.keyboard.type('strategy:set-first !two');
    await page.waitForSelector('.filter output:has-text("4 of 60 cells")');
    expect(await page.locator('.matrix tbody tr:visible').count()).toBe(1);
    expect(await page.locator('.matrix thead th:visible').count()).toBe(1 + 4);
    expect(await page.locator('.verdict li:visible').count()).toBe(4);
    await fragmentBecomes(page, /^#\/matrix\?q=strategy%3Aset-first\+%21two$/);
    await page.click('nav a[href="#/failures"]');
    await fragmentBecomes(page, /^#\/failures\?q=strategy/);
    expect(await page.locator('.matrix tbody tr:visible').count()).toBe(1);
    await page.focus('.filter input');
    await page.keyboard.press('Escape');
    await fragmentBecomes(page, /^#\/failures$/);
    expect(await page.locator('.matrix tbody tr:visible').count()).toBe(10);
    await open(library, '#/matrix?q=nobody');
    expect(await page.inputValue('.filter input')).toBe('nobody');
    expect(await page.innerText('.filter output')).toBe('0 of 60 cells');
  });
});

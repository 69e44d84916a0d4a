/** Where a report opens, and where its links lead. */
import { expect } from 'vitest';
import { summarise } from '../../../model/summary.ts';
import { failureHref } from '../../route.ts';
import { classic, library, manyFailures } from '../../samples/results.ts';
import { CLASSIC, describeInBrowser, fragmentBecomes, stepOf, test } from '../browser-test.ts';

describeInBrowser('a report', () => {
  test('opens at the verdict, with the matrix below', async ({ report: { page, open } }) => {
    await open(library);
    expect(await page.innerText('main')).toMatch(/2 of 60 expectations do not hold[\s\S]*36 of 240 interleavings/);
    expect(await page.locator('.failure:visible').count()).toBe(0);
  });

  test('that is linked to at a step opens that step', async ({ report: { page, open } }) => {
    await open(classic, `${CLASSIC}?step=3`);
    expect(await stepOf(page)).toBe(3);
    expect(await page.getAttribute('input[type=range]', 'aria-valuetext')).toBe(
      'Step 3 of 6: writer commits item:1 = v2 in MySQL.',
    );
    expect(await page.locator('.lanes .is-future').count()).toBe(3);
    expect(await page.isVisible('[id="/verdict"]')).toBe(false);
  });

  test('that is linked to at a failure opens where it is proved', async ({ report: { page, open } }) => {
    await open(classic, CLASSIC);
    expect(await stepOf(page)).toBe(6);
  });

  test('that is linked to at nothing opens the verdict', async ({ report: { page, open } }) => {
    await open(classic);
    await page.evaluate(() => location.assign('#/failure/nobody-knows-it'));
    expect(await page.isVisible('[id="/verdict"]')).toBe(true);
    expect(await page.locator('.interleaving').count()).toBe(0);
  });

  test('leads from a cell of the matrix to its failure, and Back returns', async ({ report: { page, open } }) => {
    await open(library);
    await page.locator('.matrix .tone-fail a').first().click();
    await page.waitForSelector('.interleaving');
    await fragmentBecomes(page, /^#\/failure\//);
    await page.goBack();
    await page.waitForSelector('[id="/verdict"]');
  });

  test('leads from its sentence to the rows', async ({ report: { page, open } }) => {
    await open(classic, CLASSIC);
    await page.click('.because a:nth-of-type(3)');
    await page.waitForSelector('.lanes .is-current th:has-text("2")');
    expect(await stepOf(page)).toBe(2);
  });

  test('has a link for each of its failures and steps that works from disk', async ({ report: { page, open } }) => {
    await open(library);
    const { failures } = summarise(library).summary;
    const places = await page.$$eval('.failure-page', (pages) => pages.map((each) => each.id));
    expect(places.toSorted()).toEqual(failures.map(({ id }) => `/failure/${id}`).toSorted());
    const url = page.url();
    for (const [index, { id, steps }] of failures.entries()) {
      const step = 1 + (index % steps);
      // Most from within the page; from an empty one, as a link that was sent, takes longer.
      if (index % 10 === 0) await page.goto('about:blank');
      await page.goto(`${url}${failureHref(id, step)}`);
      await page.waitForSelector(`#opened article[aria-labelledby="title:${id}"] .interleaving`);
      expect(await stepOf(page)).toBe(step);
    }
  });

  test('of 100,000 runs and 50 failures opens any of them', async ({ report: { page, open } }) => {
    await open(manyFailures(50), '#/failures');
    const links = await page.$$eval('.card h3 a', (all) => all.map((each) => each.getAttribute('href')!));
    expect(links).toHaveLength(50);
    await page.evaluate((fragment) => location.assign(fragment), links.at(-1)!);
    await page.waitForSelector('#opened .interleaving');
    expect(await page.innerText('#opened .because')).toMatch(/^It is number \d+\.$/);
  });
});

/** What must do no harm: hostile strings, a broken file, an earlier result. */
import { expect } from 'vitest';
import { classic, hostile, library, resultOf } from '../../samples/results.ts';
import { renderHtml } from '../../write.ts';
import { CLASSIC, describeInBrowser, test } from '../browser-test.ts';

describeInBrowser('a report', () => {
  test('runs nothing of hostile strings', async ({ report: { page, open } }) => {
    await open(hostile);
    expect(await page.getAttribute('.card a', 'href')).toMatch(/^#\/failure\/[\w.-]+$/);
    await page.click('.card h3 a');
    await page.waitForSelector('.interleaving');
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
    expect(await page.locator('img').count()).toBe(0);
  });

  test('says that a chunk is broken, and the steps stay', async ({
    report: { page, openHtml },
    shared: { bundle },
  }) => {
    const html = await renderHtml(classic, { bundle });
    await openHtml(html.replace(/(<script type="application\/gzip;base64"[^>]*>).{40}/, '$1bm90IGd6aXA='), CLASSIC);
    expect(await page.innerText('main')).toContain('The trace cannot be opened');
    expect(await page.innerText('main')).toContain('SET item:1 v1 EX 60');
  });

  test('has a part for what changed since a baseline, with the way to what it shows', async ({ report }) => {
    const { page, open } = report;
    const baseline = resultOf(library.results.map((cell) => ({ ...cell, anomalies: {} })));
    await open(library, '', { baseline });
    await page.click('nav a[href="#/baseline"]');
    expect(await page.isVisible('[id="/baseline"]')).toBe(true);
    await page.locator('.baseline tbody a').first().click();
    await page.waitForSelector('.interleaving');
  });
});

/** The forms of a failure: copied, saved, shown. */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Result, TraceFile } from '../../../../harness/result.ts';
import { EXPORTER_NAMES, exporters } from '../../../counterexample/registry.ts';
import { svgOf } from '../../../counterexample/svg/svg.ts';
import { junitOf } from '../../../junit/junit.ts';
import { subjectIn } from '../../../testing/subjects.ts';
import { classic, hostile, resultOf } from '../../samples/results.ts';
import { CLASSIC, describeInBrowser, test } from '../browser-test.ts';

const TEXT = 'stale-at-rest: cache-aside in classic-race';

/** With all that can be kept of it. */
const whole = (): Result => {
  const kept = { recording: { format: 'stalemate-trace' } as unknown as TraceFile, regression: 'version: 1\n' };
  const [cell] = classic.results as [Result['results'][number]];
  const finding = cell.anomalies['stale-at-rest']!;
  const counterexample = { ...finding.counterexample!, ...kept };
  return resultOf([{ ...cell, anomalies: { 'stale-at-rest': { ...finding, counterexample } } }]);
};

/** What the page gives to the clipboard; a browser without a head has none that can be read. */
const listenToClipboard = (page: Page) =>
  page.evaluate(() => {
    const copied: string[] = [];
    Object.assign(window, { copied });
    navigator.clipboard.writeText = async (text) => void copied.push(text);
  });

describeInBrowser('the forms of a failure', () => {
  test('can be copied, each of them, with the keyboard alone', async ({ report: { page, open } }) => {
    await open(whole(), CLASSIC);
    await listenToClipboard(page);
    await page.focus('.export summary');
    await page.keyboard.press('Enter');
    const names = await page.$$eval('[data-copy]', (all) => all.map((each) => (each as HTMLElement).dataset['copy']!));
    expect(names).toEqual(EXPORTER_NAMES);
    for (const name of names) {
      await page.focus(`[data-copy=${name}]`);
      await page.keyboard.press('Enter');
      await page.waitForSelector(`[data-copy=${name}]:has-text("Copied")`);
    }
    const subject = subjectIn(whole());
    const copied = await page.evaluate(() => (window as unknown as { copied: string[] }).copied);
    expect(copied).toEqual(EXPORTER_NAMES.map((name) => exporters[name].make(subject)));
    await page.keyboard.press('Escape');
    expect(await page.$eval('.export', (menu) => (menu as HTMLDetailsElement).open)).toBe(false);
    expect(await page.evaluate(() => document.activeElement?.localName)).toBe('summary');
  });

  test('can be saved as files', async ({ report: { page, open } }) => {
    await open(whole(), CLASSIC);
    await page.click('.export summary');
    const saved = new Map<string, string>();
    for (const name of ['svg', 'regression']) {
      const [download] = await Promise.all([page.waitForEvent('download'), page.click(`[data-save=${name}]`)]);
      saved.set(download.suggestedFilename(), await readFile(await download.path(), 'utf8'));
    }
    expect([...saved.keys()]).toEqual([
      'classic-race.cache-aside.stale-at-rest.svg',
      'classic-race.cache-aside.stale-at-rest.yaml',
    ]);
    expect(saved.get('classic-race.cache-aside.stale-at-rest.yaml')).toBe('version: 1\n');
  });

  test('are shown where the browser copies nothing', async ({ report: { page, open } }) => {
    await open(classic, CLASSIC);
    await page.evaluate(() => {
      navigator.clipboard.writeText = () => Promise.reject(new Error('refused'));
      document.execCommand = () => false;
    });
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

  test('that a result does not hold are not there', async ({ report: { page, open } }) => {
    await open(classic, CLASSIC);
    expect(await page.locator('[data-copy=trace], [data-copy=regression]').count()).toBe(0);
  });

  test('are well-formed XML, whatever is in them', async ({ report: { page } }) => {
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

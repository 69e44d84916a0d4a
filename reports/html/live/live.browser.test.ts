/** The live engine in a real browser, opened from disk. */
import { createServer } from 'node:http';
import { readFile, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { beforeAll, expect } from 'vitest';
import { executeReplay } from '../../../cli/replay/execute.ts';
import { sourceOf } from '../../../cli/replay/source-of.ts';
import { embeddedEngine } from '../../../harness/engines/embedded/engine.ts';
import type { Result, TraceFile } from '../../../harness/result.ts';
import type { Scenario } from '../../../harness/scenario.ts';
import { strategies } from '../../../strategies/registry.ts';
import { loadFolder } from '../../../strategies/testing/library.ts';
import { buildLive } from '../build.ts';
import { type LiveBundle, readLive } from '../bundle.ts';
import { breachesOn } from '../testing/axe.ts';
import { CLASSIC, describeInBrowser, test } from '../testing/browser-test.ts';
import type { ReportPage, Shared } from '../testing/browser-test.ts';
import { renderHtml } from '../write.ts';
import { Engine } from './engine/engine.ts';
import type { Answer } from './engine/channel.ts';
import type { Recording, Tried, Use } from './engine/protocol.ts';
import { resultWithRecordings } from './testing.ts';

const CHUNK_BYTES_MAX = 400_000;

let result: Result;
let recording: TraceFile;

beforeAll(async () => {
  const [scenario] = (await loadFolder('')).filter(({ name }) => name === 'classic-race');
  result = await resultWithRecordings({ ...scenario!, file: 'scenarios/classic-race.yaml' }, 'cache-aside');
  recording = result.results[0]!.anomalies['stale-at-rest']!.counterexample!.recording!;
});

let building: Promise<LiveBundle> | null = null;

/** Built once, when the first test asks. */
function liveIn({ folder }: Shared): Promise<LiveBundle> {
  return (building ??= buildLive(folder).then(() => readLive(folder)));
}

const verdict = (page: Page) => page.locator('.live-verdict');
const strategy = (page: Page) => page.getByRole('combobox', { name: 'Strategy', exact: true });
const order = (page: Page) => page.locator('.live-turns .turn b').allTextContents();

async function openLive({ page, open }: ReportPage, shared: Shared, shown: Result = result): Promise<void> {
  await open(shown, CLASSIC, { live: await liveIn(shared) });
  await page.keyboard.press('t');
  await verdict(page).waitFor();
}

describeInBrowser('the live engine', () => {
  test('opens from disk on the run that was found', async ({ report, shared }) => {
    const { page } = report;
    await openLive(report, shared);
    expect(await verdict(page).innerText()).toBe('cache-aside, this order: shows stale-at-rest.');
    expect(await order(page)).toEqual(['reader', 'reader', 'writer', 'writer', 'reader']);
    await page.getByText('stale-at-rest in 1 of all 5 classes of equivalent orders.').waitFor();
    expect(await page.getByText('The same steps as in the run that was found.').isVisible()).toBe(true);
  });

  test("breaks nothing of the page's policy, not even in secret", async ({ report, shared }) => {
    const { page } = report;
    const session = await page.context().newCDPSession(page);
    const issues: string[] = [];
    session.on('Audits.issueAdded', ({ issue }) => issues.push(issue.code));
    await session.send('Audits.enable');
    await openLive(report, shared);
    await strategy(page).selectOption('versioned-set');
    await page.getByText(/^versioned-set, this order: shows/).waitFor();
    await session.detach();
    expect(issues.filter((code) => code === 'ContentSecurityPolicyIssue')).toEqual([]);
  });

  test('shows what another choice leads to, and takes it back', async ({ report, shared }) => {
    const { page } = report;
    await openLive(report, shared);
    await page.getByRole('list', { name: 'Instead of turn 4' }).getByRole('button').click();
    await page.getByText('cache-aside, this order: shows no anomaly.').waitFor();
    expect(await order(page)).toEqual(['reader', 'reader', 'writer', 'reader', 'writer']);
    expect(await page.locator('.live-turns li', { hasText: 'first difference' }).count()).toBe(1);
    expect(await page.locator('.live-run .lanes').innerText()).toMatch(/DEL\s+item:1/);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('this order: shows stale-at-rest.').waitFor();
  });

  test('lets a turn be dragged', async ({ report, shared }) => {
    const { page } = report;
    await openLive(report, shared);
    await page.locator('[data-turn="4"]').dragTo(page.locator('[data-turn="3"]'));
    await page.getByText('this order: shows no anomaly.').waitFor();
    expect(await order(page)).toEqual(['reader', 'reader', 'writer', 'reader', 'writer']);
  });

  test('is worked by the keyboard alone', async ({ report, shared }) => {
    const { page } = report;
    await openLive(report, shared);
    await page.locator('[data-turn="4"]').focus();
    await page.keyboard.press('Alt+ArrowUp');
    await page.getByText('this order: shows no anomaly.').waitFor();
    // The turn that was moved keeps the focus, so that it can go on.
    await page.waitForFunction(() => document.activeElement?.getAttribute('data-turn') === '3');
    await page.keyboard.press('Alt+ArrowUp');
    await page.waitForFunction(() => document.activeElement?.getAttribute('data-turn') === '2');
    await page.keyboard.press('Alt+ArrowUp');
    await page.getByText("reader's steps keep their order: this one cannot move there.").waitFor();
    const steps = page.getByRole('slider', { name: 'Step' }).and(page.locator('.live *'));
    expect(await steps.inputValue()).toBe('8');
    await page.keyboard.press('ArrowLeft');
    expect(await steps.inputValue()).toBe('7');
    await page.keyboard.press('Escape');
    expect(await page.locator('dialog').count()).toBe(0);
    await page.keyboard.press('t');
    await page.getByText('this order: shows stale-at-rest.').waitFor();
  });

  test('runs the same turns under another strategy, with a script of its own', async ({ report, shared }) => {
    const { page } = report;
    await openLive(report, shared);
    await strategy(page).selectOption('versioned-set');
    await page.getByText(/^versioned-set, this order: shows/).waitFor();
    expect(await page.locator('.live-run').innerText()).toContain('EVAL');
    await strategy(page).selectOption('lease');
    await page.getByText('lease, this order: shows no anomaly.').waitFor();
    await page.getByText(/never an anomaly, in all \d+ classes/).waitFor();
    await page.getByRole('textbox', { name: 'ttl', exact: true }).fill('soon');
    await page.getByRole('textbox', { name: 'ttl', exact: true }).press('Tab');
    await page.getByText('It cannot be tried: ttl: "soon" is not a duration').waitFor();
  });

  test('finds what mends it', async ({ report, shared }) => {
    const { page } = report;
    await openLive(report, shared);
    await page.getByRole('button', { name: 'Try to fix it' }).click();
    await page.getByText(/^All \d+ tried: \d+ never showed it, \d+ did/).waitFor();
    const fixes = page.locator('.fixes li');
    expect(await fixes.allInnerTexts()).toContainEqual(expect.stringMatching(/^lease\s+never an anomaly, in all \d+/));
    await fixes.getByRole('button', { name: 'lease', exact: true }).click();
    await page.getByText('lease, this order: shows no anomaly.').waitFor();
  });

  test('gives a command that replays what was tried', async ({ report, shared }) => {
    const { page } = report;
    await openLive(report, shared);
    expect(await replayed(await commandOf(page))).toBe('reproduced');
    await page.getByRole('list', { name: 'Instead of turn 4' }).getByRole('button').click();
    await page.getByText('this order: shows no anomaly.').waitFor();
    expect(await replayed(await commandOf(page))).toBe('did-not-fail');
    await strategy(page).selectOption('delete-first');
    await page.getByText(/^delete-first, this order/).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save the trace file' }).click(),
    ]);
    const path = join(shared.folder, download.suggestedFilename());
    await download.saveAs(path);
    expect(await commandOf(page)).toEqual([download.suggestedFilename()]);
    expect(await replayed([path])).toBe('reproduced');
  });

  test('says so where it cannot start', async ({ shared }) => {
    const live = await liveIn(shared);
    const file = join(shared.folder, 'no-worker.html');
    const html = await renderHtml(result, { bundle: shared.bundle, live });
    await writeFile(file, html.replace('worker-src blob:; ', ''));
    const page = await shared.browser.newPage();
    await page.goto(`${pathToFileURL(file).href}${CLASSIC}`);
    await page.getByRole('button', { name: 'Try it' }).click();
    await page.getByText('It cannot be tried: the browser does not let the engine start').waitFor();
    await page.close();
  });

  test("says of somebody's own strategy that it cannot run here", async ({ report, shared }) => {
    const own = structuredClone(result) as unknown as { results: { anomalies: object }[] };
    const strategy = { use: './mine.ts', as: 'cache-aside', with: {}, module: 'abc' };
    for (const finding of Object.values(own.results[0]!.anomalies) as { counterexample?: { recording: object } }[])
      if (finding.counterexample) Object.assign(finding.counterexample.recording, { strategy });
    await openLive(report, shared, own as unknown as Result);
    expect(await report.page.locator('.live .callout').innerText()).toMatch(
      /code of your own, which a page cannot run/,
    );
    expect(await verdict(report.page).innerText()).toMatch(/^cache-aside, this order/);
  });

  test('breaches nothing of WCAG 2.2 AA in either theme', async ({ report, shared }) => {
    const { page } = report;
    await openLive(report, shared);
    await page.getByRole('button', { name: 'Try to fix it' }).click();
    await page.getByText(/^All \d+ tried/).waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await breachesOn(page), colorScheme).toEqual([]);
    }
  });

  test('fits 320 pixels', async ({ report, shared }) => {
    const { page } = report;
    await page.setViewportSize({ width: 320, height: 640 });
    await openLive(report, shared);
    // The names of what does not fit a scenario come with reasons, which are long.
    await page
      .locator('.live-strategy option')
      .last()
      .evaluate((option) => (option.textContent = 'long '.repeat(40)));
    const overflow = await page.$eval('dialog', (dialog) => dialog.scrollWidth - dialog.clientWidth);
    expect(overflow).toBe(0);
  });

  test('has the histories of Node, in every scenario of the library', async ({ shared }) => {
    const isBuiltIn = ({ use }: { readonly use: string }): boolean => use in strategies;
    const library = [...(await loadFolder('')), ...(await loadFolder('patterns'))];
    const scenarios = library.filter((scenario) => scenario.strategies.some(isBuiltIn));
    const subjects = scenarios.map((scenario) => ({
      recording: recordingOf(scenario),
      uses: scenario.strategies.filter(isBuiltIn).map(({ use, with: options }): Use => ({ name: use, with: options })),
    }));
    const expected: Tried[][] = [];
    for (const { recording: subject, uses } of subjects) {
      const engine = new Engine(subject, () => Promise.reject(new Error('Lua is there already')));
      expected.push(await Promise.all(uses.map((use) => engine.attempt(use, []))));
    }
    expect(expected.flat().length).toBeGreaterThan(50);
    const page = await shared.browser.newPage();
    const found = await attemptsIn(page, await liveIn(shared), subjects);
    await page.close();
    for (const [i, { name }] of scenarios.entries())
      expect(found[i], name).toEqual(JSON.parse(JSON.stringify(expected[i])));
  });

  test('is small, and the same bytes every time', async ({ shared }) => {
    const live = await liveIn(shared);
    expect(live.script).toMatch(/^\p{ASCII}+$/u);
    const packed = [live.packedScript, live.packedLua].map((text) => Buffer.from(text, 'base64'));
    expect(gunzipSync(packed[0]!).toString()).toBe(live.script);
    const bytes = packed.reduce((sum, { length }) => sum + length, 0);
    expect(bytes).toBeLessThanOrEqual(CHUNK_BYTES_MAX);
    const { bundle } = shared;
    expect(await renderHtml(result, { bundle, live })).toBe(
      await renderHtml(structuredClone(result), { bundle, live }),
    );
  });

  test('is left out, with what its policy allows, where nobody wants it or nothing can be run', async ({ shared }) => {
    const live = await liveIn(shared);
    const { bundle } = shared;
    const nothingFound = { ...result, results: result.results.map((cell) => ({ ...cell, anomalies: {} })) };
    for (const html of [
      await renderHtml(result, { bundle, live: null }),
      await renderHtml(nothingFound, { bundle, live }),
    ]) {
      expect(html).not.toContain('id="live"');
      expect(html).not.toMatch(/wasm-unsafe-eval|worker-src/);
      expect(html.length).toBeLessThan(CHUNK_BYTES_MAX);
    }
  });

  test('can be mounted in any page', async ({ shared }) => {
    await liveIn(shared);
    const { scenario } = recording;
    const html = `<!doctype html><html lang="en"><title>Page</title><div id="here"></div><script src="live.js"></script>
      <script>stalemateLive.mount(document.getElementById('here'), ${JSON.stringify(scenario)}, 'versioned-set')</script>`;
    const server = createServer((request, response) => {
      const name = request.url!.slice(1);
      const types: Record<string, string> = { 'live.js': 'text/javascript', 'lua.wasm': 'application/wasm' };
      if (types[name] === undefined) return void response.setHeader('content-type', 'text/html').end(html);
      void readFile(join(shared.folder, name)).then((file) =>
        response.setHeader('content-type', types[name]!).end(file),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const page = await shared.browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.getByText(/^versioned-set, this order: shows/).waitFor();
    expect(await page.locator('.live-root').evaluate((root) => getComputedStyle(root).color)).not.toBe('');
    await page.getByRole('list', { name: 'Instead of turn 1' }).getByRole('button').first().click();
    await page.getByText(/First difference/).waitFor();
    await page.close();
    server.close();
  });
});

function recordingOf(scenario: Scenario): Recording {
  return {
    scenario,
    strategy: { use: 'cache-aside', as: 'cache-aside', with: {}, module: null },
    schedule: [],
    anomaly: null,
    stalemate: '',
    token: '',
  };
}

/** Speaks to the engine as the panel does: opens one recording after the other. */
function attemptsIn(
  page: Page,
  { script, packedLua }: LiveBundle,
  subjects: readonly { readonly recording: Recording; readonly uses: readonly Use[] }[],
): Promise<unknown[][]> {
  return page.evaluate(
    ({ text, packed, all }) =>
      new Promise<unknown[][]>((resolve, reject) => {
        const worker = new Worker(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })));
        const wasm = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0)).buffer;
        const found: unknown[][] = [];
        const ask = () => {
          const { recording: of, uses } = all[found.length]!;
          found.push([]);
          worker.postMessage({ kind: 'open', recording: of });
          uses.forEach((use, id) => worker.postMessage({ id, kind: 'attempt', use, schedule: [] }));
        };
        worker.onerror = ({ message }) => reject(new Error(message));
        worker.onmessage = ({ data }: MessageEvent<Answer>) => {
          if (data.kind === 'needs-lua') worker.postMessage({ kind: 'lua', wasm });
          if (data.kind === 'failed') reject(new Error(data.message));
          if (data.kind !== 'done') return;
          const answers = found.at(-1)!;
          answers[data.id] = data.value;
          if (answers.filter(Boolean).length < all[found.length - 1]!.uses.length) return;
          if (found.length < all.length) return ask();
          worker.terminate();
          resolve(found);
        };
        ask();
      }),
    { text: script, packed: gunzipSync(Buffer.from(packedLua, 'base64')).toString('base64'), all: subjects },
  );
}

/** Token and file of the command, as words. */
async function commandOf(page: Page): Promise<string[]> {
  const command = await page.locator('.live-send code').innerText();
  return command.replace('npx stalemate replay ', '').split(' ');
}

async function replayed(words: readonly string[]): Promise<string> {
  const source = await sourceOf('replay', words, undefined, []);
  const { report } = await executeReplay(source, {
    engines: { on: 'embedded', engine: embeddedEngine },
    servers: { redis: null, mysql: null, kafka: null },
    isLenient: false,
  });
  return report.execution;
}

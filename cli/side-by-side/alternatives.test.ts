import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Detail } from '../../reports/counterexample/subject.ts';
import { cli, folderOf } from '../testing.ts';

const FILE = 'scenarios/anomalies/double-delete-too-early.yaml';
const FAILURE = 'double-delete-too-early.after-500ms.stale-at-rest';

let folder: ReturnType<typeof folderOf>;
beforeAll(() => void (folder = folderOf({})));
afterAll(() => folder.remove());

/** What the report has of a failure when it is opened. */
function detailIn(report: string): Detail {
  const chunk = readFileSync(report, 'utf8').split(`id="trace:${FAILURE}">`)[1]!.split('<')[0]!;
  return JSON.parse(gunzipSync(Buffer.from(chunk, 'base64')).toString()) as Detail;
}

test('a report follows the schedule of a failure under the other strategies of its file, those that survive first', async () => {
  const report = join(folder.path, 'report.html');
  await cli(['run', FILE, '--on', 'embedded', '--output', report]);
  const { trace, alternatives = [] } = detailIn(report);
  expect(alternatives.map(({ strategy, shows }) => [strategy, shows])).toEqual([
    ['lease', []],
    ['at-once', ['stale-at-rest']],
  ]);
  const actors = (steps: readonly { readonly actor: string }[]) => [...new Set(steps.map(({ actor }) => actor))];
  expect(actors(alternatives[0]!.trace.steps)).toEqual(actors(trace.steps));
});

test('a kept result whose scenario is not at hand any more has no other strategies', async () => {
  const kept = readFileSync(join(folder.path, 'report.json'), 'utf8');
  const moved = folderOf({ 'result.json': kept.replaceAll(FILE, 'scenarios/nowhere.yaml') });
  await cli(['report', join(moved.path, 'result.json'), '--output', join(moved.path, 'report.html')]);
  expect(detailIn(join(moved.path, 'report.html')).alternatives).toBeUndefined();
  moved.remove();
});

/** The workflows that are there to be copied. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { packageRoot } from '../../cli/package-root.ts';
import { cli, folderOf } from '../../cli/testing.ts';
import { problemsOfSteps } from './scenarios.ts';

const FOLDER = join(packageRoot, 'examples', 'github-actions');
const workflows = readdirSync(FOLDER).filter((name) => name.endsWith('.yml'));

interface Step {
  readonly run?: string;
  readonly uses?: string;
  readonly if?: string;
  readonly with?: { readonly path?: string };
}
interface Workflow {
  readonly on: object;
  readonly jobs: Readonly<Record<string, { readonly 'runs-on': string; readonly steps: readonly Step[] }>>;
}

function read(name: string): Workflow {
  const document = parseDocument(readFileSync(join(FOLDER, name), 'utf8'), { strict: true });
  expect(document.errors).toEqual([]);
  return document.toJS() as Workflow;
}

const folder = folderOf({});
afterAll(() => folder.remove());

describe.each(workflows)('the workflow %s', (name) => {
  it('is YAML, with commands that there are', async () => {
    const { on, jobs } = read(name);
    expect(Object.keys(on)).toContain('pull_request');
    expect(await problemsOfSteps(jobs)).toEqual([]);
  });

  it('keeps the report also of a run that failed', () => {
    const steps = Object.values(read(name).jobs).flatMap((job) => job.steps);
    const uploads = steps.filter(({ uses }) => uses?.startsWith('actions/upload-artifact'));
    expect(uploads.length).toBeGreaterThan(0);
    expect(uploads.filter((step) => step.if !== 'always()')).toEqual([]);
  });

  it('fails on an expectation that does not hold, with all that it promises', async () => {
    const [command] = Object.values(read(name).jobs).flatMap(({ steps }) =>
      steps.flatMap(({ run = '' }) => (run.startsWith('npx stalemate run ') ? [run] : [])),
    );
    const scenario = await cli(['init', join(folder.path, 'scenarios')]);
    expect(scenario.exitCode).toBe(0);
    const file = join(folder.path, 'scenarios', 'my-race.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('is: possible', 'is: never'));
    const summary = join(folder.path, 'summary.md');
    const args = command!.split(' ').slice(2);
    const { exitCode, stdout } = await cli([...args, '--on', 'embedded'], folder.path, {
      GITHUB_STEP_SUMMARY: summary,
    });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^::error .*stale-at-rest/m);
    expect(readFileSync(summary, 'utf8')).toMatch(/stale-at-rest/);
    expect(readdirSync(folder.path)).toEqual(expect.arrayContaining(['stalemate.html', 'stalemate.json.gz', 'traces']));
  });
});

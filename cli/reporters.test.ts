import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { cli, folderOf } from './testing.ts';

const folder = folderOf({
  'race.yaml': `version: 1
name: race
rows: { "item:1": v1 }
actors:
  reader: { steps: [ { read: "item:1" } ] }
  writer: { steps: [ { write: "item:1", value: v2 } ] }
strategies: [cache-aside]
expect: [ { strategy: all, anomaly: stale-at-rest, is: never } ]
`,
});
afterAll(() => folder.remove());

const path = (name: string) => join(folder.path, name);
const read = (name: string) => readFileSync(path(name), 'utf8');
const run = (...args: string[]) => cli(['run', 'race.yaml', '--on', 'embedded', ...args], folder.path);

describe('stalemate run --reporter', () => {
  it('writes each form to its file, beside the page of text, and tells the workflow', async () => {
    const files = ['json', 'ndjson', 'junit', 'sarif', 'markdown'].map((name) => `--output-file.${name}=out/${name}`);
    const args = ['--reporter', 'default,github', ...files, '--output-file.json', 'out/result.json.gz'];
    const env = { GITHUB_STEP_SUMMARY: path('summary.md') };
    const { stdout, stderr, exitCode } = await cli(['run', 'race.yaml', '--on', 'embedded', ...args], folder.path, env);
    expect([exitCode, stderr.includes('Fix:')]).toEqual([1, false]);
    expect(stdout).toContain('✗ stale-at-rest   cache-aside × race');
    expect(stdout).toContain('\n::error file=race.yaml,line=1,title=cache-aside%3A stale-at-rest is never::');
    const json = JSON.parse(gunzipSync(readFileSync(path('out/result.json.gz'))).toString()) as { exitCode: number };
    expect(json.exitCode).toBe(1);
    expect(JSON.parse(read('out/ndjson').split('\n')[1]!)).toMatchObject({ type: 'cell', strategy: 'cache-aside' });
    expect(read('out/junit')).toContain('<testcase classname="race" name="cache-aside: stale-at-rest is never"');
    expect(JSON.parse(read('out/sarif'))).toMatchObject({ version: '2.1.0' });
    expect(read('out/markdown')).toContain('```mermaid\nsequenceDiagram');
    expect(read('summary.md')).toBe(`${read('out/markdown')}\n`);
    // Reporters were named, and `html` was none of them.
    expect(existsSync(path('stalemate-report'))).toBe(false);
  });

  it('prints one document and nothing else', async () => {
    const { stdout, exitCode } = await run('--reporter', 'junit');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>\n[\s\S]*<\/testsuites>\n$/);
  });

  it('says everything that is wrong before anything is run', async () => {
    const same = ['--output-file.junit=x', '--output-file.markdown=./x'];
    const { stdout, stderr, exitCode } = await run('--json', '--reporter', 'sarif,ndjson,jnuit', ...same);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain('found --json and --reporter, expected one of them');
    expect(stderr).toContain('--reporter: found "jnuit". Fix: did you mean `junit`?');
    expect(stderr).toContain(
      'found sarif on stdout together with ndjson, expected nothing beside it. Fix: --output-file.sarif FILE',
    );
    expect(stderr).toContain('--output-file.junit and --output-file.markdown name the same file');
    expect(stderr).not.toContain('schedules');
  });

  it('writes what can be written, and names what cannot', async () => {
    const { stdout, stderr, exitCode } = await run(
      '--reporter=default',
      '--output-file.junit=race.yaml/x.xml',
      '--output-file.markdown=kept.md',
    );
    expect(exitCode).toBe(2);
    expect(stdout).toContain('✗ stale-at-rest');
    expect(stderr).toContain('--output-file.junit race.yaml/x.xml: ');
    expect(stderr).toContain('Fix: name a file that can be written');
    expect(read('kept.md')).toContain('does not hold');
  });
});

describe('stalemate replay --reporter', () => {
  it('says in each form whether it was reproduced', async () => {
    const schedule = ['--strategy', 'cache-aside', '--schedule', 'reader reader writer writer reader'];
    const { stdout, exitCode } = await cli(
      ['replay', 'race.yaml', ...schedule, '--on', 'embedded', '--reporter', 'junit'],
      folder.path,
    );
    expect(exitCode).toBe(0);
    expect(stdout).toContain('name="cache-aside: the replay shows an anomaly" time=');
  });
});

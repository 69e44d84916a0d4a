/** What a user sees of `stalemate replay`. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Counterexample, ReplayReport } from '../../harness/result.ts';
import type { Finished } from '../testing.ts';
import { cli, folderOf, parseResult } from '../testing.ts';

const race = (value = 'v2', more = ''): string => `version: 1
name: race
rows: { "item:1": v1 }
actors:
  reader: { steps: [ { read: "item:1" } ] }
  writer: { steps: [ { write: "item:1", value: ${value} } ] }${more}
strategies: [ cache-aside, { use: ./mine.mjs, as: mine } ]
`;

/** Cache-aside in a file of its own, which counts its reads. */
const mine = (write = "await redis.del('item:1');"): string => `
import { appendFileSync } from 'node:fs';
const UPDATE = 'UPDATE items SET value = ?, version = version + 1 WHERE id = 1';
export default { create: () => ({
  async read({ redis, mysql }, key) {
    appendFileSync(new URL('./reads.txt', import.meta.url), 'read ');
    const cached = await redis.get(key);
    if (cached !== null) return cached;
    const [rows] = await mysql.execute('SELECT value FROM items WHERE id = 1');
    await redis.set(key, rows[0].value, 'EX', 60);
    return rows[0].value;
  },
  async write({ redis, mysql }, _, value) {
    await mysql.execute(UPDATE, [value]);
    ${write}
  },
}) };
`;

const folder = folderOf({ 'race.yaml': race(), 'mine.mjs': mine() });
afterAll(() => folder.remove());

const run = (...args: string[]): Promise<Finished> => cli(args, folder.path);
const replay = (...args: string[]): Promise<Finished> => run('replay', ...args, '--on', 'embedded');
const inFolder = (name: string): string => join(folder.path, name);
const reportOf = (finished: Finished): ReplayReport => parseResult(finished).replay!;
const expectError = ({ exitCode, stdout, stderr }: Finished, code: number, message: RegExp): void => {
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect([exitCode, stdout]).toEqual([code, '']);
};

let builtIn: Counterexample;
let own: Counterexample;
beforeAll(async () => {
  const finished = await run('run', 'race.yaml', '--on', 'embedded', '--save-traces', 'traces', '--json');
  [builtIn, own] = parseResult(finished).results.map(
    ({ anomalies }) => anomalies['stale-at-rest']!.counterexample!,
  ) as [Counterexample, Counterexample];
}, 120_000);

/** With other contents in one of the files, for as long as `task` takes. */
async function withFile<T>(name: string, text: string, task: () => Promise<T>): Promise<T> {
  const before = readFileSync(inFolder(name), 'utf8');
  writeFileSync(inFolder(name), text);
  try {
    return await task();
  } finally {
    writeFileSync(inFolder(name), before);
  }
}

describe('a failure that was found', () => {
  it('is replayed by its token alone, and by its trace file', async () => {
    for (const source of [builtIn.token!, builtIn.traceFile!, own.token!, own.traceFile!]) {
      const finished = await replay(source, '--json');
      expect(finished.exitCode, finished.stderr).toBe(0);
      expect(reportOf(finished)).toMatchObject({
        outcome: 'reproduced',
        anomaly: 'stale-at-rest',
        difference: null,
        notes: [],
      });
      expect(parseResult(finished).results[0]!.anomalies['stale-at-rest']!.schedules).toBe(1);
    }
  });

  it('names a short command that replays it', () => {
    expect(builtIn.replay).toBe(`npx stalemate replay ${builtIn.token} race.yaml`);
    expect(builtIn.token!.length).toBeLessThanOrEqual(40);
    expect(own.traceFile).toBe(join('traces', 'race-mine-stale-at-rest.trace.json'));
  });

  it('is executed exactly once', async () => {
    writeFileSync(inFolder('reads.txt'), '');
    await replay(own.token!);
    // One read of the reader, one of the observer.
    expect(readFileSync(inFolder('reads.txt'), 'utf8')).toBe('read read ');
  });

  it('is told with its argument and its steps', async () => {
    const { stdout } = await replay(builtIn.traceFile!);
    expect(stdout).toContain('reproduced   cache-aside × race   on embedded');
    expect(stdout).toMatch(/reader had read v1 from MySQL at step 2, before the commit at step 3/);
    expect(stdout).toContain('stale window opens');
  });
});

describe('code that has changed', () => {
  const strategy = (text: string, ...args: string[]): Promise<Finished> =>
    withFile('mine.mjs', mine(text), () => replay(own.traceFile!, ...args, '--json'));

  it('ends a replay at the first other command, and names both', async () => {
    const finished = await strategy("await redis.unlink('item:1');");
    expect(finished.exitCode).toBe(5);
    const report = reportOf(finished);
    expect(report).toMatchObject({
      outcome: 'behaviour-changed',
      difference: { step: 4, expected: 'writer.redis.del item:1', got: 'writer.redis.unlink item:1' },
      notes: ['The code of mine.mjs is not what it was.'],
    });
    expect(report.message).toBe(
      'The behaviour changed at step 4: expected writer.redis.del item:1, got writer.redis.unlink item:1. The replay ended there.',
    );
  });

  it('is followed leniently when that is asked for, and what moved is listed', async () => {
    const finished = await strategy("await redis.get('lock:1'); await redis.del('item:1');", '--lenient');
    expect(finished.exitCode).toBe(0);
    expect(reportOf(finished)).toMatchObject({
      outcome: 'reproduced',
      moved: [{ kind: 'new', what: 'writer.redis.get lock:1', step: 4 }],
    });
  });

  it('that mends the failure is told from code that does something else', async () => {
    const text = mine("await redis.set('item:1', value);").replace("'EX', 60", "'EX', 60, 'NX'");
    const finished = await withFile('mine.mjs', text, () => replay(own.traceFile!, '--lenient', '--json'));
    expect(finished.exitCode).toBe(5);
    expect(reportOf(finished)).toMatchObject({
      outcome: 'behaviour-changed',
      shown: [],
      moved: [
        { kind: 'new', what: 'writer.redis.set item:1' },
        { kind: 'gone', what: 'writer.redis.del item:1' },
      ],
    });
  });

  it('may ask the same and get another answer: the failure still counts', async () => {
    const text = mine().replace("'EX', 60", "'EX', 30");
    const finished = await withFile('mine.mjs', text, () => replay(own.traceFile!, '--json'));
    expect(finished.exitCode).toBe(0);
    expect(reportOf(finished)).toMatchObject({
      outcome: 'reproduced',
      difference: { step: 5, expected: 'SET item:1 v1 EX 60', got: 'SET item:1 v1 EX 30' },
    });
  });

  it('is noticed by a token too, which cannot say at which step', async () => {
    const text = mine("await redis.unlink('item:1');");
    const finished = await withFile('mine.mjs', text, () => replay(own.token!, '--json'));
    expect(reportOf(finished)).toMatchObject({
      outcome: 'reproduced',
      difference: null,
      message: expect.stringContaining(
        'The behaviour changed all the same somewhere; a token cannot say at which step',
      ),
    });
  });

  it('that leaves the scheduler gives no verdict', async () => {
    const finished = await strategy('setTimeout(() => {}, 5);');
    expect(finished.exitCode).toBe(3);
    expect(reportOf(finished)).toMatchObject({ outcome: 'no-verdict', message: expect.stringContaining('setTimeout') });
  });
});

describe('a scenario that has changed', () => {
  it('is compared field by field, and replayed all the same', async () => {
    const finished = await withFile('race.yaml', race('v3'), () => replay(builtIn.traceFile!, '--json'));
    expect(finished.exitCode).toBe(0);
    expect(reportOf(finished)).toMatchObject({
      outcome: 'scenario-changed',
      execution: 'reproduced',
      scenarioChanges: [{ field: 'actors.writer.operations[1].value', before: '"v2"', after: '"v3"' }],
    });
  });

  it('is noticed by a token, which cannot say where', async () => {
    const { stdout, exitCode } = await withFile('race.yaml', race('v3'), () => replay(builtIn.token!));
    expect(exitCode).toBe(0);
    expect(stdout).toContain('scenario changed');
    expect(stdout).toContain('A token holds a hash of the scenario');
  });

  it('with other actors needs the trace file', async () => {
    const more = '\n  late: { steps: [ { read: "item:1" } ] }';
    await withFile('race.yaml', race('v2', more), async () => {
      expectError(await replay(builtIn.token!), 2, /race\.yaml: the actors and faults are not those/);
      const finished = await replay(builtIn.traceFile!, '--json');
      expect(reportOf(finished)).toMatchObject({ outcome: 'scenario-changed', execution: 'behaviour-changed' });
      expect(finished.exitCode).toBe(5);
    });
  });

  it('that is gone is replayed from the trace’s own copy', async () => {
    const elsewhere = folderOf({ 'race.trace.json': readFileSync(inFolder(builtIn.traceFile!), 'utf8') });
    const finished = await cli(['replay', 'race.trace.json', '--on', 'embedded', '--json'], elsewhere.path);
    expectError(await cli(['replay', builtIn.token!], elsewhere.path), 4, /none of the 0 files/);
    elsewhere.remove();
    expect(finished.exitCode).toBe(0);
    expect(reportOf(finished).notes).toEqual([
      "race.yaml cannot be loaded now; the trace's own copy of the scenario was replayed.",
    ]);
  });
});

describe('a schedule that is given as a list of actors', () => {
  const schedule = (text: string): Promise<Finished> =>
    replay('race.yaml', '--strategy', 'cache-aside', '--schedule', text, '--json');

  it('reproduces, does not fail, or cannot be followed', async () => {
    expect(reportOf(await schedule('reader reader writer writer reader')).outcome).toBe('reproduced');
    const passing = await schedule('writer writer reader reader reader');
    expect([passing.exitCode, reportOf(passing).outcome]).toEqual([5, 'did-not-fail']);
    const impossible = await schedule('writer writer writer');
    expect(impossible.exitCode).toBe(5);
    expect(reportOf(impossible).difference).toMatchObject({ step: 3, expected: 'a step of writer' });
  });

  it('is refused with two files, with none, or without the strategy', async () => {
    expectError(await replay('race.yaml', '--schedule', 'reader'), 2, /2 strategies. Fix: name one with --strategy/);
    expectError(await replay('race.yaml', 'race.yaml', '--schedule', 'reader'), 2, /found 2 words, expected one/);
    expectError(await replay(), 2, /expected a token or a trace file/);
    expectError(await replay('race.yaml'), 2, /Fix: add --schedule/);
    expectError(await replay(builtIn.token!, '--strategy', 'mine'), 2, /a token or a trace knows its strategy/);
  });
});

describe('a token or trace that is no good', () => {
  it('is refused when it is cut off, mistyped, or of another version', async () => {
    const token = builtIn.token!;
    expectError(await replay(token.slice(0, -3)), 2, /damaged: its checksum does not fit/);
    expectError(await replay(token.replace(/.(?=....$)/, (c) => (c === 'x' ? 'y' : 'x'))), 2, /damaged/);
    expectError(await replay(token.replace('st1', 'st7')), 2, /format st7, expected st1/);
    expectError(await replay(token, 'traces'), 2, /found a folder, expected a scenario file/);
  });

  it('is told line by line what was edited', async () => {
    const text = readFileSync(inFolder(builtIn.traceFile!), 'utf8');
    const broken = text
      .replace('"actor": "writer"', '"actor": 7')
      .replace('"label": "reader.redis.get"', '"labell": "reader.redis.get"')
      .replace('"seed": 42,\n  "token"', '"seed": -1,\n  "token"');
    writeFileSync(inFolder('broken.trace.json'), broken);
    const finished = await replay('broken.trace.json');
    expectError(finished, 2, /Nothing was replayed/);
    expect(finished.stderr).toMatch(
      /broken\.trace\.json:\d+:\d+: seed: found the number `-1`, expected a whole number/,
    );
    expect(finished.stderr).toMatch(
      /schedule\[1\]\.step\.labell: found the unknown key `labell`.*did you mean `label`/,
    );
    expect(finished.stderr).toMatch(/schedule\[3\]\.actor: found the number `7`, expected a text/);
  });

  it('is refused when its scenario was edited, when it is cut off, or when it is no trace', async () => {
    const text = readFileSync(inFolder(builtIn.traceFile!), 'utf8');
    writeFileSync(inFolder('edited.json'), text.replace('"item:1": "v1"', '"item:1": "v0"'));
    expectError(await replay('edited.json'), 2, /scenarioDigest: found .* the scenario in this file is not the one/);
    writeFileSync(inFolder('cut.json'), text.slice(0, text.length / 2));
    expectError(await replay('cut.json'), 2, /cut\.json:\d+:\d+: found a text that is not JSON/);
    writeFileSync(inFolder('later.json'), text.replace('"version": 1', '"version": 2'));
    expectError(await replay('later.json'), 2, /version: found the number `2`, expected the format version 1/);
    writeFileSync(inFolder('other.json'), '[]');
    expectError(await replay('other.json'), 2, /expected a trace file/);
    expectError(await replay('nowhere.json'), 2, /cannot be read \(ENOENT\)/);
  });
});

describe('--save', () => {
  it('writes a scenario that loads, runs, and shows the same', async () => {
    const saved = await replay(own.token!, '--save', 'regressions/mine.yaml');
    expect(saved.exitCode, saved.stderr).toBe(0);
    const result = parseResult(await run('run', 'regressions/mine.yaml', '--on', 'embedded', '--json'));
    expect(result).toMatchObject({ verdict: 'pass', exitCode: 0 });
    expect(result.results[0]!.anomalies['stale-at-rest']!.counterexample!.steps).toEqual(own.steps);
    expect(readFileSync(inFolder('regressions/mine.yaml'), 'utf8')).toContain(
      `# Saved by: stalemate replay ${own.token}`,
    );
  });

  it('overwrites nothing unless it is told to', async () => {
    writeFileSync(inFolder('kept.yaml'), 'kept');
    expectError(await replay(builtIn.token!, '--save', 'kept.yaml'), 2, /the file exists.*--force/);
    expect(readFileSync(inFolder('kept.yaml'), 'utf8')).toBe('kept');
    expect((await replay(builtIn.token!, '--save', 'kept.yaml', '--force')).exitCode).toBe(0);
    expect(readFileSync(inFolder('kept.yaml'), 'utf8')).toContain('schedule:');
  });

  it('saves no run that has no end', async () => {
    const finished = await replay('race.yaml', '--strategy', 'mine', '--schedule', 'writer', '--save', 'half.yaml');
    expect(finished.stderr).toContain('the run has no end to pin');
    expect(finished.exitCode).toBe(2);
    expect(existsSync(inFolder('half.yaml'))).toBe(false);
  });
});

describe('--step', () => {
  it('tells every step with what the stores held, where there is no terminal', async () => {
    const { stdout, exitCode } = await replay(builtIn.token!, '--step');
    expect(exitCode).toBe(0);
    expect(stdout.match(/^Step \d of 6/gm)).toHaveLength(6);
    expect(stdout).toContain('MySQL      item:1  v2 (version 2)  ← was v1 (version 1)');
    expect(stdout).toContain('Redis      item:1  v1 (expires at 60000 ms)  ← new');
    expect(
      Math.max(
        ...stdout
          .split('reproduced')[0]!
          .split('\n')
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(80);
  });

  it('is not for machines', async () => {
    expectError(await replay(builtIn.token!, '--step', '--json'), 2, /found --step and --json/);
  });
});

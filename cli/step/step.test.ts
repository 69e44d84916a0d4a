import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { factsOf } from '../../harness/checkers/facts.ts';
import { embeddedEngine } from '../../harness/engines/embedded/engine.ts';
import { record, traceOf } from '../../harness/explanation/trace.ts';
import { Strict } from '../../harness/exploration/replay/strict.ts';
import { parseSchedule } from '../../harness/exploration/replay/schedule.ts';
import { installGuard } from '../../harness/scheduler/guard.ts';
import { planOf, read, scenarioOf, strategyOf, write } from '../../harness/testing.ts';
import { frameOf } from './frame.ts';
import type { Cursor, Key } from './keys.ts';
import { afterKey, START } from './keys.ts';
import { screenOf } from './screen.ts';
import type { Walk } from './view.ts';
import { walkOf } from './view.ts';
import { walk } from './walk.ts';

const plain = (_: unknown, text: string): string => text;
const UPDATE = 'UPDATE items SET value = ?, version = version + 1 WHERE id = 1';

/** Two writers that wait for each other's lock, on nodes with a memory of their own. */
const locking = strategyOf({
  read: async ({ local, redis }, key) => {
    await local.set(key, 'mine');
    return redis.get(key);
  },
  async write({ mysql, redis, local }, key, value) {
    await mysql.beginTransaction();
    await mysql.execute(UPDATE, [value]);
    await redis.set(key, value, 'EX', 60);
    await mysql.commit();
    await local.delete(key);
  },
});

async function recorded(): Promise<Walk> {
  installGuard();
  const actors = { reader: [read('item:1', 2)], writer1: [write('v2')], writer2: [write('v3')] };
  const plan = planOf(locking, scenarioOf({ actors, nodes: 2 }));
  const order = 'reader writer1 writer2 writer1 writer1 writer1 writer2 writer2 writer2 reader';
  const run = await record(plan, embeddedEngine, new Strict(parseSchedule(order)));
  return walkOf('locking × test', traceOf(run, factsOf(run.run), null), run);
}

const frame = async (position: number): Promise<string> =>
  frameOf(await recorded(), position, { style: plain, columns: 80 }).join('\n');

describe('a moment of a run', () => {
  it('before the first step shows what the stores held, and every operation that may begin', async () => {
    expect(await frame(0)).toBe(
      [
        'Start, 14 steps to come. Before the first step.',
        'Redis      (empty)',
        'MySQL      item:1  v1 (version 1)',
        'In flight  nothing',
        'Next       reader: read item:1',
        '           writer1: write item:1 v2',
        '           writer2: write item:1 v3',
      ].join('\n'),
    );
  });

  it('marks what the step has changed, in a node’s memory too', async () => {
    expect(await frame(1)).toContain('node2      item:1  mine  ← new');
    expect(await frame(4)).toContain('Redis      item:1  v2 (expires at 60000 ms)  ← new');
    expect(await frame(5)).toMatch(/MySQL {6}item:1 {2}v2 \(version 2\) {2}← was v1 \(version 1\)/);
  });

  it('names who waits for whose lock, and no longer than that', async () => {
    expect(await frame(3)).toContain('writer2 waits for the lock on item:1, held by writer1, since step 3');
    expect(await frame(4)).toContain('writer2 waits for the lock on item:1, held by writer1, since step 3');
    expect(await frame(5)).not.toContain('waits');
  });
});

describe('a screen', () => {
  it('is never wider than the terminal, and points at the present step', async () => {
    const run = await recorded();
    for (const columns of [40, 80, 120]) {
      for (let position = 0; position <= run.trace.steps.length; position++) {
        const lines = screenOf(run, position, { style: plain, columns, rows: 24, typed: '' }).split('\n');
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
        expect(lines.filter((line) => line.startsWith('▸')).length).toBe(position === 0 ? 0 : 1);
        if (columns === 80) expect(lines.length).toBeLessThanOrEqual(24);
      }
    }
  });
});

describe('a key', () => {
  const LAST = 12;
  const press = (cursor: Cursor, ...keys: (string | Key)[]): Cursor =>
    keys.reduce<Cursor>(
      (now, key) => afterKey(now, typeof key === 'string' ? { name: key, sequence: key } : key, LAST),
      cursor,
    );

  it('goes forward and back, but not beyond the ends', () => {
    expect(press(START, 'right', 'n', 'space').position).toBe(3);
    expect(press(START, 'right', 'right', 'left', 'p', 'p').position).toBe(0);
    expect(press(START, 'end').position).toBe(LAST);
    expect(press(START, 'end', 'right').position).toBe(LAST);
    expect(press(START, 'end', 'home').position).toBe(0);
  });

  it('jumps to a number that is typed', () => {
    expect(press(START, '1', '0', 'return')).toMatchObject({ position: 10, typed: '' });
    expect(press(START, '1', '0', 'backspace', 'return').position).toBe(1);
    expect(press(START, '9', '9', 'return').position).toBe(LAST);
    expect(press(START, '5', 'escape', 'return').position).toBe(0);
    expect(press(START, '5', 'right').typed).toBe('');
  });

  it('ends the walk', () => {
    expect(press(START, 'q').isOver).toBe(true);
    expect(press(START, { name: 'c', sequence: '\x03', ctrl: true }).isOver).toBe(true);
    expect(press(START, 'x').isOver).toBe(false);
  });
});

describe('a walk on a terminal', () => {
  it('draws a screen for each key, and leaves the terminal as it was', async () => {
    const modes: boolean[] = [];
    const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: (mode: boolean) => modes.push(mode) });
    const output = Object.assign(new PassThrough(), { isTTY: true, columns: 80, rows: 24 });
    const done = walk(await recorded(), { input: input as never, output: output as never, style: plain });
    input.write('\x1b[C');
    input.write('4\r');
    input.write('\x1b[D');
    input.write('q');
    await done;
    const screens = String(output.read()).split('\x1b[2J\x1b[H').slice(1);
    expect(screens.map((screen) => /(Start|Step \d+)/.exec(screen)![0])).toEqual([
      'Start',
      'Step 1',
      'Step 1',
      'Step 4',
      'Step 3',
    ]);
    expect(modes).toEqual([true, false]);
    expect(screens.at(-1)!.endsWith('\x1b[?25h\x1b[?1049l')).toBe(true);
  });
});

import { expect, it } from 'vitest';
import type { Trace, TraceStep } from '../harness/result.ts';
import { classicRace } from '../reports/html/samples/traces.ts';
import { stepLines } from './step-lines.ts';

const plain = (_: unknown, text: string): string => text;

function linesOf(columns: number, ...steps: Partial<TraceStep>[]): string[] {
  const [first] = classicRace.steps;
  const trace: Trace = { ...classicRace, staleWindows: [], steps: steps.map((step) => ({ ...first!, ...step })) };
  return stepLines(trace, plain, columns);
}

const SELECT = 'SELECT id, value, version FROM items WHERE id = 1';

it('fits a statement and a common reply into the terminal, and has room for 60 characters at most', () => {
  const step = {
    actor: 'consumer2',
    store: 'mysql',
    text: SELECT.repeat(2),
    reply: 'id=1 value=v1 version=1',
  } as const;
  const [narrow] = linesOf(80, step);
  const [wide] = linesOf(200, step);
  expect(narrow!.length).toBeLessThanOrEqual(80);
  expect(narrow).toContain('…');
  expect(wide!.length).toBeGreaterThan(narrow!.length);
  expect(/SELECT.*…/.exec(wide!)?.[0]).toHaveLength(60);
});

it('cuts no statement below 28 characters, however narrow the terminal', () => {
  const [line] = linesOf(20, { text: SELECT, reply: '' });
  expect(/SELECT.*…$/.exec(line!)?.[0]).toHaveLength(28);
});

it('says which replica a statement was for, also when the statement is cut', () => {
  const [line] = linesOf(80, { store: 'replica', text: `${SELECT} /* replica 2 */`, reply: '' });
  expect(line).toMatch(/SELECT id, .*…\/\* replica 2 \*\/$/);
});

it('ends no line with blanks', () => {
  expect(linesOf(80, { text: 'GET item:1', reply: '' }, { text: SELECT, reply: 'OK' }).join('\n')).not.toMatch(/ $/m);
});

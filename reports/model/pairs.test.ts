import { expect, test } from 'vitest';
import { traceOf } from '../html/samples/trace-builder.ts';
import { classicRace, longTrace } from '../html/samples/traces.ts';
import { pairsOf } from './pairs.ts';

const traceWith = (...labels: readonly string[]) =>
  traceOf({ actors: ['a', 'b'], mysql: {}, operations: [], steps: labels.map((label) => [label, label, 'OK']) }).steps;
const shape = (one: readonly string[], other: readonly string[]) =>
  pairsOf(traceWith(...one), traceWith(...other)).pairs.map((pair) => [pair.one?.label, pair.other?.label]);

test('a run beside itself never differs', () => {
  const { pairs, differsAt } = pairsOf(classicRace.steps, classicRace.steps);
  expect(pairs).toHaveLength(classicRace.steps.length);
  expect(differsAt).toBeNull();
});

test('a step that only one of them takes has a row of its own, and those after it stand beside each other again', () => {
  expect(shape(['a.redis.get', 'b.mysql.update'], ['a.redis.get', 'a.redis.set', 'b.mysql.update'])).toEqual([
    ['a.redis.get', 'a.redis.get'],
    [undefined, 'a.redis.set'],
    ['b.mysql.update', 'b.mysql.update'],
  ]);
});

test('the same request with another answer is the first difference', () => {
  const steps = classicRace.steps.map((step) => (step.number === 5 ? { ...step, reply: '(nil)' } : step));
  expect(pairsOf(classicRace.steps, steps).differsAt).toBe(4);
});

test('very long runs are paired too', () => {
  expect(pairsOf(longTrace(2000).steps, longTrace(1999).steps).differsAt).toBe(1999);
});

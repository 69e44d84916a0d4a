import { expect, test } from 'vitest';
import { blockedWrite, classicRace, longTrace } from '../html/samples/traces.ts';
import { truthsOf } from './truth.ts';

test('a stale read should have got what was committed last before it began', () => {
  expect(truthsOf(classicRace)).toEqual([{ key: 'item:1', since: 3, step: 6 }]);
  expect(truthsOf(blockedWrite)).toEqual([{ key: 'item:1', since: 6, step: 8 }]);
});

test('without a stale read, or a write before it, there is nothing to point at', () => {
  expect(truthsOf(longTrace(20))).toEqual([]);
  const steps = classicRace.steps.map((step) => ({
    ...step,
    state: { ...step.state, mysql: classicRace.initial.mysql },
  }));
  expect(truthsOf({ ...classicRace, steps })).toEqual([]);
});

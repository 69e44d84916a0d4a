import { describe, expect, test } from 'vitest';
import { Actor } from './actor.ts';
import type { Choice } from './choice.ts';
import { ChoiceLog } from './choice-log.ts';
import { Step } from './step.ts';

const reader = new Actor(0, 'reader');
const writer = new Actor(1, 'writer');
const clock = new Actor(2, 'clock');
const stepOf = (actor: Actor): Step => new Step(actor, null, 'redis', 'get');

function logOf(...choices: readonly (readonly [enabled: readonly Choice[], index: number])[]): ChoiceLog {
  const log = new ChoiceLog();
  for (const [enabled, index] of choices) log.add(enabled, index);
  return log;
}

describe('the log of choices', () => {
  const both = [reader.start, writer.start];
  const parallel = [stepOf(reader), stepOf(reader), stepOf(writer)];

  test('knows who was chosen among how many', () => {
    const log = logOf([both, 1], [[reader.start], 0]);
    expect(log.indices).toEqual([1, 0]);
    expect(log.widths).toEqual([2, 1]);
    expect(log.chosen).toEqual([writer, reader]);
  });

  test('knows which of several things an actor did', () => {
    const log = logOf([parallel, 0], [parallel, 1], [parallel, 2]);
    expect(log.chosen).toEqual([reader, reader, writer]);
    expect([...log.ordinals]).toEqual([[1, 1]]);
  });

  test('counts the end among the choices, but nobody is chosen by it', () => {
    const log = logOf([[{ kind: 'end', actor: clock }, reader.start], 0]);
    expect(log.indices).toEqual([0]);
    expect(log.chosen).toEqual([]);
  });

  test('goes on after somebody has asked', () => {
    const log = logOf([both, 0]);
    expect(log.chosen).toEqual([reader]);
    log.add([writer.start], 0);
    expect(log.chosen).toEqual([reader, writer]);
  });

  test('finds the first choice point that was wider or narrower in another run', () => {
    const log = logOf([both, 0], [parallel, 0]);
    expect(log.firstOtherWidth(logOf([both, 1], [parallel, 1]))).toBe(-1);
    expect(log.firstOtherWidth(logOf([both, 0], [both, 0]))).toBe(1);
    expect(log.firstOtherWidth(logOf([both, 0]))).toBe(1);
  });
});

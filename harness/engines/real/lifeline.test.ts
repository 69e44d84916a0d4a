import { expect, test } from 'vitest';
import { Lifeline } from './lifeline.ts';

test('who waits for an answer that will never come is told of the loss', async () => {
  const lifeline = new Lifeline();
  const waiting = lifeline.orLost(new Promise(() => {}));
  const failure = lifeline.lost('kafka', new Error('gone'));
  await expect(waiting).rejects.toBe(failure);
  await expect(lifeline.orLost(new Promise(() => {}))).rejects.toBe(failure);
});

test('what came before the loss is what it came to', async () => {
  const lifeline = new Lifeline();
  expect(await lifeline.orLost(Promise.resolve('done'))).toBe('done');
  const broken = new Error('broken');
  await expect(lifeline.orLost(Promise.reject(broken))).rejects.toBe(broken);
  lifeline.lost('kafka', new Error('gone'));
});

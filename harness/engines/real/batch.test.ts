import { expect, test } from 'vitest';
import { Batch } from './batch.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('what is asked in one turn of the event loop goes in one round trip', async () => {
  const trips: (readonly number[])[] = [];
  const batch = new Batch<number, number>(async (questions) => {
    trips.push(questions);
    return questions.map((one) => one * 10);
  });
  expect(await Promise.all([batch.ask(1), batch.ask(2)])).toEqual([10, 20]);
  expect(await batch.ask(3)).toBe(30);
  expect(trips).toEqual([[1, 2], [3]]);
});

test('what is asked while a round trip is under way goes with the next, never with that one', async () => {
  const trips: { readonly questions: readonly string[]; readonly arrive: () => void }[] = [];
  const batch = new Batch<string, string>(
    (questions) => new Promise((resolve) => trips.push({ questions, arrive: () => resolve(questions) })),
  );
  const first = batch.ask('a');
  await turn();
  const second = Promise.all([batch.ask('b'), batch.ask('c')]);
  await turn();
  expect(trips.map(({ questions }) => questions)).toEqual([['a']]);
  trips[0]!.arrive();
  await first;
  await turn();
  expect(trips.map(({ questions }) => questions)).toEqual([['a'], ['b', 'c']]);
  trips[1]!.arrive();
  expect(await second).toEqual(['b', 'c']);
});

test('a round trip that fails rejects its questions and no others', async () => {
  let isBroken = true;
  const batch = new Batch<number, number>(async (questions) => {
    if (isBroken) throw new Error('broken');
    return questions;
  });
  const failed = await Promise.allSettled([batch.ask(1), batch.ask(2)]);
  expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  isBroken = false;
  expect(await batch.ask(3)).toBe(3);
});

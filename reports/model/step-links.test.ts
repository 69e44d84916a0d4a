import { expect, test } from 'vitest';
import { linkSteps } from './step-links.ts';

const links = (text: string, steps = 99) =>
  linkSteps(text, steps).flatMap(({ text: part, step }) => (step === null ? [] : [[part, step]]));

test('every step that a sentence names is a link', () => {
  expect(links('read at step 2, stored at step 5')).toEqual([
    ['step 2', 2],
    ['step 5', 5],
  ]);
});

test('lists of steps are links of their own', () => {
  expect(links('after steps 3, 4 and 12')).toEqual([
    ['steps 3', 3],
    ['4', 4],
    ['12', 12],
  ]);
});

test('numbers that are not steps stay text', () => {
  expect(links('version 3 of item:1, step 100', 99)).toEqual([]);
});

test('no character is lost', () => {
  const sentence = 'steps 1 and 2, then step 3; version 4 at step 77.';
  expect(
    linkSteps(sentence, 9)
      .map(({ text }) => text)
      .join(''),
  ).toBe(sentence);
});

import { expect, test } from 'vitest';
import { blockedWrite, classicRace, everyStore } from '../html/samples/traces.ts';
import { raceOf } from './race.ts';

test('a race is its argument without the names', () => {
  expect(raceOf(classicRace)).toBe('1 read asks mysql, 2 write changes mysql, 1 read changes redis, 3 read asks redis');
  expect(raceOf(blockedWrite)).toBe('1 write changes redis, 2 write changes mysql, 3 read asks redis');
});

test('the same race by other actors and other commands is the same', () => {
  const text = JSON.stringify(classicRace).replaceAll('"reader', '"reader7').replaceAll('SET item:1', 'SETEX item:1');
  expect(raceOf(JSON.parse(text))).toBe(raceOf(classicRace));
});

test('a trace without an argument is told apart by all its steps', () => {
  expect(raceOf(everyStore).split(', ')).toHaveLength(everyStore.steps.length);
});

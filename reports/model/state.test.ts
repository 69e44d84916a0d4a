import { expect, test } from 'vitest';
import { classicRace, everyStore } from '../html/samples/traces.ts';
import { isChanged, placesOf, stateBefore, valueAt } from './state.ts';

const redis = { store: 'redis', key: 'item:1' } as const;

test('the state before the first step is the initial one', () => {
  expect(stateBefore(classicRace, 1)).toBe(classicRace.initial);
  expect(stateBefore(classicRace, 2)).toBe(classicRace.steps[0]?.state);
});

test('only the step that changes a place is its change', () => {
  expect(classicRace.steps.map(({ number }) => isChanged(classicRace, number, redis))).toEqual([
    false,
    false,
    false,
    false,
    true,
    false,
  ]);
});

test('a missing entry is null', () => {
  expect(valueAt(classicRace.initial, redis)).toBeNull();
  expect(valueAt(classicRace.initial, { store: 'local', node: 'node1', key: 'item:1' })).toBeNull();
});

test('helper keys are in Redis only, and memories follow the stores', () => {
  expect(placesOf(everyStore).map((place) => `${place.store} ${place.key}`)).toEqual([
    'redis item:1',
    'redis item:2',
    'redis lock:item:1',
    'mysql item:1',
    'mysql item:2',
    'local item:1',
  ]);
});

test('replicas come after MySQL, each with the rows that it has applied', () => {
  const view = (value: string) => ({
    ...classicRace.initial,
    replicas: { replica: { 'item:1': { value, version: 1 } } },
  });
  const steps = classicRace.steps.map((step) => ({ ...step, state: { ...step.state, ...view('v2') } }));
  const trace = { ...classicRace, initial: view('v1'), steps };
  const place = { store: 'replica', replica: 'replica', key: 'item:1' } as const;
  expect(placesOf(trace)).toContainEqual(place);
  expect(valueAt(trace.initial, place)).toBe('v1');
  expect(isChanged(trace, 1, place)).toBe(true);
  expect(valueAt(classicRace.initial, place)).toBeNull();
});

test('of several Redis servers, each has the keys that it ever held, in place of the one Redis', () => {
  const view = (value: string) => ({
    ...classicRace.initial,
    redis: {},
    servers: { edge: {}, origin: { 'item:1': { value, expiresAtMs: null } } },
  });
  const steps = classicRace.steps.map((step) => ({ ...step, state: { ...step.state, ...view('v2') } }));
  const trace = { ...classicRace, initial: view('v1'), steps };
  const place = { store: 'server', server: 'origin', key: 'item:1' } as const;
  expect(placesOf(trace).filter(({ store }) => store === 'redis' || store === 'server')).toEqual([place]);
  expect(valueAt(trace.initial, place)).toBe('v1');
  expect(isChanged(trace, 1, place)).toBe(true);
});

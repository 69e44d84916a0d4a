import { expect, test } from 'vitest';
import { classicRace } from '../html/samples/traces.ts';
import { shapeOf, versionOf } from './versions.ts';

const trace = { ...classicRace, versions: { 'item:1': ['v1', 'v2', 'v12', null] } };

test('a value is the version that wrote it', () => {
  expect(versionOf(trace, 'item:1', 'v2')).toBe(1);
  expect(versionOf(trace, 'item:1', null)).toBe(3);
});

test('a wrapped value is found where exactly one version is in it', () => {
  expect(versionOf(trace, 'item:1', '{"value":"v2","version":2}')).toBe(1);
  expect(versionOf(trace, 'item:1', '3:v12')).toBe(2);
  expect(versionOf(trace, 'item:1', 'v1 v2')).toBeNull();
});

test('what is no version has no mark', () => {
  expect(versionOf(trace, 'item:1', 'token-1')).toBeNull();
  expect(versionOf(trace, 'lock:item:1', 'v1')).toBeNull();
});

test('neighbouring versions never share a shape', () => {
  for (let version = 0; version < 20; version++) expect(shapeOf(version)).not.toBe(shapeOf(version + 1));
});

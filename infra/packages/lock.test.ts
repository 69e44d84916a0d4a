import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { locked } from './lock.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const IMPATIENT = { onWait: () => expect.unreachable('waited for a lock that is free'), signal: undefined };

test('two that want the lock work one after the other, and leave no lock', async () => {
  const events: string[] = [];
  const work = (name: string) => async () => {
    events.push(`${name} begins`);
    await readdir(folder);
    events.push(`${name} ends`);
  };
  const wait = { onWait: () => events.push('waits'), signal: undefined };
  const lock = join(folder, 'lock');
  await Promise.all([locked(lock, wait, work('a')), locked(lock, wait, work('b'))]);
  expect(events.filter((event) => event !== 'waits')).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  expect(events).toContain('waits');
  expect(await readdir(folder)).toEqual([]);
});

test('work that fails gives the lock back', async () => {
  const lock = join(folder, 'lock');
  const failing = locked(lock, IMPATIENT, () => Promise.reject(new Error('disk full')));
  await expect(failing).rejects.toThrow('disk full');
  expect(await locked(lock, IMPATIENT, async () => 'free')).toBe('free');
});

test('the lock of a dead process is free, and nobody is said to be at work', async () => {
  const lock = join(folder, 'lock');
  symlinkSync('999999999-00000000-1', lock);
  expect(await locked(lock, IMPATIENT, async () => 'free')).toBe('free');
});

test('waiting ends with an abort', async () => {
  const lock = join(folder, 'lock');
  const aborting = new AbortController();
  const waiting = locked(lock, IMPATIENT, () =>
    locked(lock, { onWait: () => aborting.abort(), signal: aborting.signal }, async () => 'never'),
  );
  await expect(waiting).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
});

import { readFile } from 'node:fs';
import { lookup } from 'node:dns';
import { describe, expect, it } from 'vitest';
import { inMacrotask } from '../exploration/execution/macrotask.ts';
import { canCountResources, ResourceCount } from './audit.ts';
import { drain } from './drain.ts';

const nothing = (): void => {};

function makesNone(code: () => unknown): Promise<boolean> {
  return inMacrotask(() => {
    const count = new ResourceCount();
    void code();
    drain();
    return count.isNone;
  });
}

describe('counting resources', () => {
  it('is possible on this runtime', () => {
    expect(canCountResources).toBe(true);
  });

  it('finds none in promises, however many', async () => {
    const chain = async (): Promise<void> => {
      for (let i = 0; i < 100; i++) await Promise.all([null, Promise.resolve()]);
    };
    expect(await makesNone(nothing)).toBe(true);
    expect(await makesNone(chain)).toBe(true);
  });

  it.each([
    ['a file', () => readFile(import.meta.filename, nothing)],
    ['a look-up', () => lookup('localhost', nothing)],
    ['a timer', () => clearTimeout(setTimeout(nothing))],
    ['an immediate', () => clearImmediate(setImmediate(nothing))],
    ['a channel', () => new MessageChannel().port1.close()],
    ['a tick', () => process.nextTick(nothing)],
  ])('finds %s', async (_, code) => {
    expect(await makesNone(code)).toBe(false);
  });

  it('ends when it is asked', async () => {
    const answers = await inMacrotask(() => {
      const count = new ResourceCount();
      const before = count.isNone;
      process.nextTick(nothing);
      return [before, count.isNone];
    });
    expect(answers).toEqual([true, true]);
  });
});

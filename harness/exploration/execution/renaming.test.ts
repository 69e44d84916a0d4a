import { describe, expect, it } from 'vitest';
import { Renaming } from './renaming.ts';

const [A, B, C] = ['vewevt9il6oaewm8cdugznoc', 'dkmddy0ywdc18hzn7gqqacad', 'vlfaauy7i4ts9ymychgkaz5o'] as const;

describe('two histories', () => {
  it('are the same when identifiers have other names, the same all the way', () => {
    const names = new Renaming([]);
    expect(names.areEqual(`lock ${A}`, `lock ${B}`)).toBe(true);
    expect(names.areEqual(`{"owner":"${A}"}`, `{"owner":"${B}"}`)).toBe(true);
    expect(names.areEqual(A, C)).toBe(false);
    expect(names.areEqual(C, B)).toBe(false);
  });

  it('are not when anything else differs', () => {
    const names = new Renaming([]);
    expect(names.areEqual('v1', 'v2')).toBe(false);
    expect(names.areEqual(`${A} v1`, `${B} v2`)).toBe(false);
    expect(names.areEqual(`${A} ${A}`, `${B} ${C}`)).toBe(false);
    expect(names.areEqual(A, 'short')).toBe(false);
  });

  it('are not when what both were given takes the place of another', () => {
    const names = new Renaming(['the-first-long-value', 'the-second-long-value']);
    expect(names.areEqual('the-first-long-value', 'the-second-long-value')).toBe(false);
    expect(names.areEqual('the-first-long-value', A)).toBe(false);
  });

  it('are not when what was met as itself becomes another', () => {
    const names = new Renaming([]);
    expect(names.areEqual(A, A)).toBe(true);
    expect(names.areEqual(A, B)).toBe(false);
  });
});

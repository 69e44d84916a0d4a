import { describe, expect, it } from 'vitest';
import type { Result } from '../harness/result.ts';
import { problems } from './problem-lines.ts';

describe('the problems of a result', () => {
  it('are told three of a kind, and how many there are', () => {
    const cell = {
      scenario: 'race',
      strategy: 'mine',
      schedules: { executed: 1000 },
      problems: [
        ...Array.from({ length: 43 }, (_, i) => ({ kind: 'nondeterminism', message: `id ${i}`, schedules: 1 })),
        { kind: 'escaped', message: 'a file', schedules: 2 },
      ],
    };
    const text = problems({ results: [cell] } as unknown as Result, (_, words) => words);
    expect(text.match(/\? nondeterminism/g)).toHaveLength(3);
    expect(text).toContain('id 2\n');
    expect(text).not.toContain('id 3');
    expect(text).toContain('and 40 more of kind nondeterminism: see --json');
    expect(text).toContain('? escaped   mine × race   2 of 1,000 schedules\n  a file');
  });
});

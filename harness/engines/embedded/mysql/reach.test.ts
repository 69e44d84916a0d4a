import { expect, it } from 'vitest';
import { reachOf } from './reach.ts';

it('does not depend on the types of the parameters that the same text came with before', () => {
  const sql = 'UPDATE items SET value = ? WHERE id = ?';
  for (const ids of [[1, '1'] as const, ['1', 1] as const]) {
    const text = `${sql} -- ${JSON.stringify(ids)}`;
    expect(ids.map((id) => reachOf(text, ['v2', id], true)!.ids)).toEqual([[1], [1]]);
  }
});

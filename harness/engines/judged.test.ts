import { describe, expect, it } from 'vitest';
import type { Row, RowChange } from './engine.ts';
import { judgedChange, seedOf } from './judged.ts';

const judged = { table: 'products', key: 'sku', value: 'name', version: 'rev' };

const stored = (name: string | null, rev = 1): Row => ({ sku: 7, name, rev, price: '1.00' }) as unknown as Row;
const change = (before: Row | null, after: Row | null): RowChange => ({
  type: 'update',
  table: 'products',
  id: 7,
  before,
  after,
});

describe('a change of the judged table', () => {
  it('is one of the column that is judged, and of the version', () => {
    const row = (value: string, version: number): Row => ({ id: '7', value, version });
    expect(judgedChange(judged, change(stored('v1'), stored('v2', 2)))).toEqual({
      ...{ type: 'update', id: '7', before: row('v1', 1), after: row('v2', 2) },
    });
    expect(judgedChange(judged, change(stored('v1'), stored('v1')))).toBeNull();
  });

  it('is a row that goes, or comes, where the value becomes NULL, or was', () => {
    expect(judgedChange(judged, change(stored('v1'), stored(null)))).toMatchObject({ type: 'delete', after: null });
    expect(judgedChange(judged, change(stored(null), stored('v2')))).toMatchObject({ type: 'insert', before: null });
    expect(judgedChange(judged, change(stored(null), null))).toBeNull();
  });
});

it('the rows of a scenario become one statement', () => {
  const rows = [{ id: '7', value: 'v1', version: 1 }];
  expect(seedOf({ ...judged, initial: { price: '9.50' } }, rows, 'db.products')).toEqual({
    sql: 'INSERT INTO db.products (`sku`, `name`, `rev`, `price`) VALUES (?, ?, ?, ?)',
    params: ['7', 'v1', 1, '9.50'],
  });
  expect(seedOf(judged, [])).toBeNull();
});

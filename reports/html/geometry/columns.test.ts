import { expect, test } from 'vitest';
import { blockedWrite, classicRace, everyStore } from '../samples/traces.ts';
import { type Column, COLUMN_WIDTHS, columnName, columnsOf, keysOf, widthOf } from './columns.ts';

function nameOf(column: Column): string {
  if (column.kind === 'lane') return column.lane;
  return column.kind === 'store' ? `${column.place.store} ${column.place.key}` : column.kind;
}

const names = (columns: readonly Column[]) => columns.map(nameOf);

test('actors come first, then Redis, then MySQL', () => {
  expect(names(columnsOf(classicRace, ['item:1']))).toEqual([
    'number',
    'reader',
    'writer',
    'observer',
    'redis item:1',
    'mysql item:1',
  ]);
});

test('time is a column once it passes', () => {
  expect(names(columnsOf(blockedWrite, ['item:1']))).toContain('time');
});

test('an actor that does nothing has no lane, and a step without an actor has one', () => {
  expect(names(columnsOf(blockedWrite, []))).not.toContain('drop');
  expect(names(columnsOf(everyStore, []))).toContain('fault');
});

test('keys that nobody asked for or changed have no columns', () => {
  expect(keysOf(everyStore)).toEqual(['item:1', 'lock:item:1']);
});

test('columns touch and neither overlap', () => {
  const columns = columnsOf(everyStore, ['item:1']);
  columns.reduce((x, column) => {
    expect(column.x).toBe(x);
    return x + column.width;
  }, 0);
});

test('columns shrink and grow into the room there is, within bounds', () => {
  const narrow = columnsOf(classicRace, ['item:1']);
  expect(columnsOf(classicRace, ['item:1'], { roomWidth: 100 })[1]?.width).toBe(COLUMN_WIDTHS.lane * 0.75);
  const room = widthOf(narrow) + 100;
  expect(widthOf(columnsOf(classicRace, ['item:1'], { roomWidth: room }))).toBeGreaterThan(room - narrow.length);
  expect(widthOf(columnsOf(classicRace, ['item:1'], { roomWidth: room }))).toBeLessThanOrEqual(room);
  expect(columnsOf(classicRace, ['item:1'], { roomWidth: 99_999 })[1]?.width).toBe(COLUMN_WIDTHS.lane * 1.5);
});

test('lanes and stores can be left out, and the others take their room', () => {
  const hidden = new Set(['observer', 'Redis item:1']);
  expect(names(columnsOf(classicRace, ['item:1'], { hidden }))).toEqual(['number', 'reader', 'writer', 'mysql item:1']);
  const all = new Set(columnsOf(classicRace, ['item:1']).map(columnName));
  expect(widthOf(columnsOf(classicRace, ['item:1'], { hidden: all, roomWidth: 900 }))).toBe(COLUMN_WIDTHS.number);
});

test('the margin comes before the numbers', () => {
  expect(names(columnsOf(classicRace, [], { hasMargin: true })).slice(0, 2)).toEqual(['margin', 'number']);
});

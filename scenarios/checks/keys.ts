/** Keys and rows: the number of a key is the id of its row, and a row must be there before it can be updated. */
import { rowKeyOf } from '../../harness/row-key.ts';
import type { Report } from '../problem.ts';
import { isItemKey } from '../scalars.ts';
import { quoted } from '../words.ts';
import { type Draft, everyKey, everyStep } from './draft.ts';

export function checkKeys(draft: Draft, report: Report): void {
  checkNumbers(draft, report);
  checkRowsExist(draft, report);
}

function checkNumbers(draft: Draft, report: Report): void {
  const keyOfRow = new Map<string, string>();
  for (const { key, ...place } of everyKey(draft)) {
    // A key that is not one has been reported already.
    if (!isItemKey(key)) continue;
    const id = rowKeyOf(key);
    const known = keyOfRow.get(id);
    if (known === undefined) keyOfRow.set(id, key);
    else if (known !== key) {
      const message = `found the key ${quoted(key)} beside ${quoted(known)}, but both mean the row with id ${id}`;
      report({ ...place, message, fix: `use ${quoted(known)} here too, or give one of them another number` });
    }
  }
}

function checkRowsExist(draft: Draft, report: Report): void {
  if ('rows' in draft && draft.rows === undefined) return;
  const rows = new Set(Object.keys(draft.rows ?? {}));
  const steps = everyStep(draft);
  const inserted = new Set(steps.map(({ step }) => step.insert));
  const deleted = new Set(steps.map(({ step }) => step.delete));
  for (const { step, at } of steps) {
    for (const kind of ['write', 'delete'] as const) {
      const key = step[kind];
      if (key === undefined || rows.has(key) || inserted.has(key)) continue;
      const message = `found ${quoted(`${kind}: ${key}`)}, but no row of ${quoted(key)} ever exists`;
      report({ at: [...at, kind], message, fix: 'add it to `rows`, or use `insert` first' });
    }
    const key = step.insert;
    if (key === undefined || !rows.has(key) || deleted.has(key)) continue;
    const message = `found ${quoted(`insert: ${key}`)}, but the row of ${quoted(key)} already stands in \`rows\``;
    report({ at: [...at, 'insert'], message, fix: 'use `write`, or remove it from `rows`' });
  }
}

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Database, NEVER } from './database.ts';

const key = fc.constantFrom('a', 'b', 'c', 'd');
const change = fc.oneof(
  fc.record({ kind: fc.constant('deadline' as const), key, atMs: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ kind: fc.constantFrom('put', 'keep', 'persist', 'remove', 'clear', 'ask'), key }),
);

function apply(database: Database, made: typeof change extends fc.Arbitrary<infer T> ? T : never): void {
  const entry = database.get(made.key);
  if ('atMs' in made) {
    if (entry !== undefined) database.setDeadline(made.key, entry, made.atMs);
  } else if (made.kind === 'put') database.put(made.key, 'v');
  else if (made.kind === 'keep') database.putKeepingDeadline(made.key, 'v');
  else if (made.kind === 'persist') database.persist(made.key);
  else if (made.kind === 'remove') database.remove(made.key);
  else if (made.kind === 'clear') database.clear();
  else database.nextDeadline();
}

it('keeps the earliest deadline through any sequence of changes', () => {
  const property = fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
    const database = new Database({ now: 0 });
    for (const name of ['a', 'b', 'c', 'd']) database.put(name, 'v');
    for (const made of changes) apply(database, made);
    const deadlines = [...database.entries].flatMap(([name, { expiresAtMs }]) =>
      expiresAtMs === NEVER ? [] : [{ key: name, at: expiresAtMs }],
    );
    deadlines.sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1));
    expect(database.nextDeadline()).toEqual(deadlines[0] ?? null);
  });
  fc.assert(property, { seed: 42, numRuns: 500 });
});

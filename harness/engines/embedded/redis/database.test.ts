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

it('keeps the earliest of many deadlines, in a queue that does not grow with what is overwritten', () => {
  const keys = fc.integer({ min: 0, max: 99 }).map((number) => `k${number}`);
  const changes = fc.array(fc.tuple(keys, fc.integer({ min: 0, max: 50 })), { minLength: 200, maxLength: 400 });
  const property = fc.property(changes, (all) => {
    const database = new Database({ now: 0 });
    for (let number = 0; number < 100; number++) {
      database.put(`k${number}`, 'v');
      database.setDeadline(`k${number}`, database.get(`k${number}`)!, 1000 + number);
    }
    for (const [name, atMs] of all) {
      if (atMs === 0) database.remove(name);
      else {
        database.put(name, 'v');
        database.setDeadline(name, database.get(name)!, atMs);
      }
      if (atMs % 7 === 0) database.nextDeadline();
    }
    const deadlines = [...database.entries]
      .map(([name, { expiresAtMs }]) => ({ key: name, at: expiresAtMs }))
      .sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1));
    expect(database.nextDeadline()).toEqual(deadlines[0]);
  });
  fc.assert(property, { seed: 42, numRuns: 50 });
});

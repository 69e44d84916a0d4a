/**
 * Scenarios by chance, as fast-check makes and shrinks them. A draft is loose: it names keys and actors by number, and
 * whatever it says can be made into a scenario (scenario.ts), so that every way to shrink it leads to one.
 */
import * as fc from 'fast-check';
import type { CatalogueEntry } from '../catalogue.ts';
import { optionsArbitrary } from './options.ts';

export interface Draft {
  /** What is known of each key before the run; there are as many keys. */
  readonly keys: readonly { readonly hasRow: boolean; readonly isWarm: boolean }[];
  readonly hasSecondNode: boolean;
  readonly actors: readonly ActorDraft[];
  readonly faults: readonly FaultDraft[];
  /** The strategy's options, as a file would have them. */
  readonly options: Readonly<Record<string, unknown>>;
}

export interface ActorDraft {
  readonly operations: readonly OperationDraft[];
  /** Starts when the actor before it has ended. */
  readonly isLate: boolean;
}

export interface OperationDraft {
  readonly kind: 'read' | 'write' | 'delete' | 'sleep';
  readonly key: number;
  readonly isOnSecondNode: boolean;
  readonly sleepMs: number;
}

export interface FaultDraft {
  readonly kind: (typeof FAULTS)[number] | (typeof DELIVERY_FAULTS)[number];
  readonly key: number;
  readonly actor: number;
  readonly step: string;
}

export const KEYS_MAX = 3;
const ACTORS_MAX = 4;
const OPERATIONS_MAX = 3;
const FAULTS_MAX = 2;

const FAULTS = ['evict', 'flush', 'expire', 'crash', 'drop', 'lost-reply'] as const;
const DELIVERY_FAULTS = ['duplicate', 'reorder'] as const;
/** What can be lost, in most strategies. */
const STEPS = ['redis.del', 'redis.set', 'mysql.update', 'mysql.commit', 'redis.get', 'mysql.select'];
/** Some shorter, some longer than the usual TTLs. */
const SLEEPS_MS = [1, 50, 1000, 15_000, 61_000];

/** @param entry says which operations and options the strategy has */
export function draftArbitrary(entry: CatalogueEntry): fc.Arbitrary<Draft> {
  return (
    fc
      .record({
        keys: fc.array(fc.record({ hasRow: hasRow(entry), isWarm: fc.boolean() }), {
          minLength: 1,
          maxLength: KEYS_MAX,
        }),
        hasSecondNode: seldom(),
        actors: fc.array(actor(entry), { minLength: 1, maxLength: ACTORS_MAX }),
        faults: fc.oneof(
          { withCrossShrink: true },
          { weight: 2, arbitrary: fc.constant([]) },
          { weight: 1, arbitrary: fc.array(fault(entry), { maxLength: FAULTS_MAX }) },
        ),
        options: optionsArbitrary(entry.options),
      })
      // Where nobody writes, nothing can be stale.
      .filter(({ actors }) => actors.some(({ operations }) => operations.some(({ kind }) => kind === 'write')))
  );
}

function actor(entry: CatalogueEntry): fc.Arbitrary<ActorDraft> {
  const kinds = [
    { weight: 5, arbitrary: fc.constant('read' as const) },
    { weight: 4, arbitrary: fc.constant('write' as const) },
    { weight: 1, arbitrary: fc.constant('sleep' as const) },
    ...(entry.operations.delete ? [{ weight: 1, arbitrary: fc.constant('delete' as const) }] : []),
  ];
  const operation = fc.record({
    kind: fc.oneof({ withCrossShrink: true }, ...kinds),
    key: position(KEYS_MAX),
    isOnSecondNode: fc.boolean(),
    sleepMs: fc.constantFrom(...SLEEPS_MS),
  });
  return fc.record({
    operations: fc.array(operation, { minLength: 1, maxLength: OPERATIONS_MAX }),
    isLate: seldom(),
  });
}

function fault({ operations }: CatalogueEntry): fc.Arbitrary<FaultDraft> {
  return fc.record({
    kind: fc.constantFrom(...FAULTS, ...(operations.onChange ? DELIVERY_FAULTS : [])),
    key: position(KEYS_MAX),
    actor: position(ACTORS_MAX),
    step: fc.constantFrom(...STEPS),
  });
}

/** Without `insert` a row that is not there would never be. */
function hasRow({ operations }: CatalogueEntry): fc.Arbitrary<boolean> {
  return operations.insert ? seldom().map((isAbsent) => !isAbsent) : fc.constant(true);
}

function seldom(): fc.Arbitrary<boolean> {
  return fc.nat({ max: 4 }).map((number) => number === 4);
}

function position(count: number): fc.Arbitrary<number> {
  return fc.nat({ max: count - 1 });
}

/** The words of the report, in the order in which a reader meets them. */
export const GLOSSARY: readonly (readonly [word: string, meaning: string])[] = [
  ['strategy', 'One way of keeping the cache in step with the database: how it reads, how it writes.'],
  ['scenario', 'Who reads and writes what, at the same time. Every strategy is judged under every scenario.'],
  [
    'actor',
    'One sequential process: a reader, a writer, a consumer of the binlog or of Kafka, a fault. A lane of the diagram.',
  ],
  ['operation', 'What an actor was asked to do, from invocation to return. A bar in its lane.'],
  ['step', 'One atomic effect on one store: a Redis command, an SQL statement, a delivery. A numbered row.'],
  ['interleaving', 'One order of all steps. Exhaustive searches execute every one and count; a count is not a rate.'],
  ['stale-read', 'A read returned a version although a newer one had been acknowledged before the read began.'],
  ['dirty-read', 'A read returned a value that was never committed.'],
  ['read-your-writes', 'An actor read an older version than one it had written itself.'],
  ['monotonic-reads', 'An actor read an older version than one it had read before.'],
  ['stale-at-rest', 'All is done, nothing is in flight, and the cache still serves an old version.'],
  ['lost-update', 'A write was acknowledged, and another overwrote it without building on it, or MySQL never got it.'],
  ['resurrected', 'A deleted row was served although its deletion had been acknowledged before the read began.'],
  [
    'thundering-herd',
    'More reads than the scenario allows loaded one and the same version of a row from MySQL (NSDI 2013, §3.2.1).',
  ],
  [
    'ttl-inversion',
    'A cache level served an old version from a copy that had outlived the entry, one level below, which it was made from.',
  ],
  ['oldest read', 'How long ago, in virtual time, the oldest value that a read got had been overwritten.'],
  ['herd', 'The most reads of one schedule that loaded one version of one row from MySQL or a replica.'],
  ['MySQL reads/read', 'Statements of reads to MySQL or a replica, by reads of the scenario.'],
  ['hits', 'Of the reads, how many asked neither MySQL nor a replica. Also who waited for another read to fill.'],
  ['imbalance', "The busiest node's commands and statements, by those of a node on average: 1 is even."],
  ['Redis imbalance', 'Commands to the busiest Redis that keys are spread over, by those to one on average.'],
  [
    'Redis B',
    'Bytes of keys and values in Redis when all has ended and each written key was read once more on each node.',
  ],
  ['node B', 'Bytes of keys and values in the memory of the node that then holds the most.'],
  ['stale window', 'From the step after which a cache holds an old version to the step after which it does not.'],
  ['confirmed', 'The same schedule on real servers gave the same history, step for step.'],
  ['nothing raced', 'No write overlapped another operation on its key, so the verdict would say nothing.'],
  ['interval', 'Wilson 95 % interval of the share of sampled runs. Zero seen is an upper bound, not zero.'],
];

/** Null for a word that the glossary does not have. */
export function meaningOf(word: string): string | null {
  return GLOSSARY.find(([name]) => name === word)?.[1] ?? null;
}

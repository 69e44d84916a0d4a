import type { ProfileResult } from '../../harness/result.ts';
import type { Scenario } from '../../harness/scenario.ts';

/** The profiles that scenarios take their latencies from, each once. */
export function profilesOf(scenarios: readonly Scenario[]): readonly ProfileResult[] {
  const profiles = scenarios.flatMap(({ timed }) => timed?.profile ?? []);
  // Scenarios in different folders may name different files alike.
  return [...new Map(profiles.map((profile) => [JSON.stringify(profile), profile])).values()];
}

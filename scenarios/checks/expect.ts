/** Expectations: they name a strategy of this file, and do not contradict each other. */
import type { Report } from '../problem.ts';
import { nameStrategy } from '../strategy-name.ts';
import { didYouMean, oneOf, quoted } from '../words.ts';
import type { Draft } from './draft.ts';

export function checkExpectations(draft: Draft, report: Report): void {
  const strategies = (draft.strategies ?? []).map(nameStrategy);
  // One entry whose name nobody knows could be the one that is meant.
  const areAllKnown = draft.strategies !== undefined && strategies.every((strategy) => strategy !== null);
  const names = [...strategies.flatMap((strategy) => (strategy ? [strategy.as] : [])), 'all'];
  for (const section of ['expect', 'thresholds'] as const) {
    for (const [index, line] of (draft[section] ?? []).entries()) {
      if (line?.strategy === undefined || names.includes(line.strategy) || !areAllKnown) continue;
      const message = `found ${quoted(line.strategy)}, which is not a strategy of this file`;
      report({
        at: [section, index, 'strategy'],
        message,
        fix: didYouMean(line.strategy, names, `write ${oneOf(names)}`),
      });
    }
  }
  checkContradictions(draft, report);
}

function checkContradictions(draft: Draft, report: Report): void {
  const seen = new Map<string, string>();
  for (const [index, line] of (draft.expect ?? []).entries()) {
    if (line?.strategy === undefined || line.anomaly === undefined || line.is === undefined) continue;
    const subject = `${line.strategy} ${line.anomaly}`;
    const before = seen.get(subject);
    seen.set(subject, line.is);
    if (before === undefined) continue;
    const message = `found a second expectation of ${quoted(line.anomaly)} for ${quoted(line.strategy)} (${quoted(before)} stands above)`;
    report({ at: ['expect', index], message, fix: 'remove one of the two' });
  }
}

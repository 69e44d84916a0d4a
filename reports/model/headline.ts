/** The verdict in one line, and what stands behind it. */
import type { Verdict } from '../../harness/result.ts';
import { fuzzFacts, fuzzHeadline } from './found.ts';
import type { Summary } from './summary.ts';
import { count, list, plural } from './wording.ts';

/** `2 of 60 expectations do not hold`. */
export function headline(summary: Summary): string {
  const fuzzed = fuzzHeadline(summary.cells, summary.failures);
  if (fuzzed !== null) return fuzzed;
  if (summary.cells.length === 0 && summary.advice !== undefined) return adviceHeadline(summary.advice);
  const expected = summary.cells.flatMap((cell) => cell.expectations.map(({ verdict }) => verdict));
  const limited = summary.cells.flatMap((cell) => (cell.thresholds ?? []).map(({ verdict }) => verdict));
  const verdicts = [...expected, ...limited];
  const noun = limited.length === 0 ? 'expectation' : expected.length === 0 ? 'threshold' : 'gate';
  const all = plural(verdicts.length, noun);
  const tally = (verdict: Verdict) => verdicts.filter((each) => each === verdict).length;
  if (verdicts.length === 0) {
    return summary.verdict === 'pass' ? 'No expectation was stated' : 'No verdict could be reached';
  }
  if (verdicts.length === 1) return `The one ${noun} ${ONE[summary.verdict]}`;
  if (summary.verdict === 'pass') return `All ${all} hold`;
  if (summary.verdict === 'fail') {
    return `${count(tally('fail'))} of ${all} ${tally('fail') === 1 ? 'does' : 'do'} not hold`;
  }
  if (tally('inconclusive') === 0) return `${all} cannot be trusted yet`;
  return `${count(tally('inconclusive'))} of ${all} could not be decided`;
}

/** `2 of 3 strategies can meet the target` */
function adviceHeadline(advice: NonNullable<Summary['advice']>): string {
  const sweeps = advice.flatMap((one) => one.sweeps);
  const met = sweeps.filter(({ verdict }) => verdict === 'met').length;
  return `${count(met)} of ${plural(sweeps.length, 'strategy', 'strategies')} can meet the target`;
}

const ONE: Readonly<Record<Verdict, string>> = {
  pass: 'holds',
  fail: 'does not hold',
  inconclusive: 'could not be decided',
};

/** Short facts under the headline: what ran, on what, how much. */
export function facts(summary: Summary): readonly string[] {
  const { cells } = summary;
  const distinct = (key: 'strategy' | 'scenario') => new Set(cells.map((cell) => cell[key])).size;
  if (cells.length === 0) return [engineText(summary)];
  const executed = cells.reduce((sum, cell) => sum + cell.schedules.executed, 0);
  return [
    `${plural(distinct('strategy'), 'strategy', 'strategies')} × ${plural(distinct('scenario'), 'scenario')}`,
    `${plural(executed, 'schedule')} executed`,
    ...fuzzFacts(cells),
    engineText(summary),
  ];
}

/** `embedded engine, confirmed step by step on Redis 8.0.6 and MySQL 9.7.4`. */
export function engineText({ cells, servers }: Summary): string {
  const kinds = new Set(cells.map((cell) => cell.engine));
  const names = [
    ...(servers.redis === null ? [] : [`Redis ${servers.redis}`]),
    ...(servers.mysql === null ? [] : [`MySQL ${servers.mysql}`]),
    ...(servers.kafka === null ? [] : [`Kafka ${servers.kafka}`]),
  ];
  const real = names.length === 0 ? 'real servers' : `real ${list(names)}`;
  if (kinds.has('twin')) return `embedded engine, compared step by step with ${real}`;
  return kinds.has('real') ? real : 'embedded engine only';
}

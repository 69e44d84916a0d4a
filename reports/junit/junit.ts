/**
 * JUnit's XML in the shape that build servers have in common: a suite for each scenario, a case for each expectation.
 * What could not be decided is an `error`, so that no build server takes it for a pass; a cell of which nothing was
 * expected is `skipped`.
 */
import type { Result } from '../../harness/result.ts';
import { certificateTexts } from '../certificate.ts';
import { subjectOf } from '../counterexample/subject.ts';
import { textOf } from '../counterexample/text.ts';
import { type Check, checksOf } from '../model/checks.ts';
import { type Summarised, summarise } from '../model/summary.ts';
import { element, xmlText } from '../xml/escape.ts';

interface Case {
  readonly check: Check;
  readonly seconds: number;
}

export function junitOf(result: Result): string {
  const summarised = summarise(result);
  const suites = new Map<string, Case[]>();
  const timed = new Set<number>();
  for (const check of checksOf(summarised.summary)) {
    const { scenario, durationMs } = result.results[check.cell]!;
    // A cell takes its time once, however many things are expected of it.
    const seconds = timed.has(check.cell) ? 0 : durationMs / 1000;
    timed.add(check.cell);
    suites.set(scenario, [...(suites.get(scenario) ?? []), { check, seconds }]);
  }
  const all = [...suites.values()].flat();
  const body = [...suites].map(([scenario, cases]) => suiteOf(scenario, cases, summarised)).join('\n');
  // The root has no count of what was skipped.
  const { skipped: _, ...totals } = totalsOf(all);
  const root = element('testsuites', { name: 'stalemate', ...totals }, `\n${body}\n`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`;
}

function suiteOf(scenario: string, cases: readonly Case[], summarised: Summarised): string {
  const { summary } = summarised;
  const cells = new Set(cases.map(({ check }) => summary.cells[check.cell]!));
  const notes = [...summary.unconfirmed, ...certificateTexts([...cells])];
  const parts = [
    ...cases.map((each) => caseOf(scenario, each, summarised)),
    element('system-out', {}, xmlText(notes.join('\n'))),
  ];
  return element('testsuite', { name: scenario, ...totalsOf(cases) }, `\n${parts.join('\n')}\n`);
}

function caseOf(scenario: string, { check, seconds }: Case, { summary, details }: Summarised): string {
  const { verdict, seen, failure, name } = check;
  const cell = summary.cells[check.cell]!;
  const attributes = { classname: scenario, name, time: seconds.toFixed(3) };
  if (verdict === 'pass') return element('testcase', attributes);
  if (verdict === 'unjudged') return element('testcase', attributes, element('skipped', { message: seen }));
  const detail = failure === null ? undefined : details.get(failure.id);
  const shown = detail && textOf({ ...subjectOf(failure!, cell, summary.stalemate), ...detail });
  const problems = cell.problems.map(({ kind, message }) => `${kind}: ${message}`);
  const text = xmlText([...(shown === undefined ? [seen] : [shown]), ...problems].join('\n'));
  const type = verdict === 'fail' ? (failure?.anomaly ?? 'expectation') : 'inconclusive';
  return element(
    'testcase',
    attributes,
    element(verdict === 'fail' ? 'failure' : 'error', { message: seen, type }, text),
  );
}

function totalsOf(cases: readonly Case[]) {
  const of = (verdict: Check['verdict']): number => cases.filter(({ check }) => check.verdict === verdict).length;
  const seconds = cases.reduce((sum, one) => sum + one.seconds, 0);
  return {
    tests: cases.length,
    failures: of('fail'),
    errors: of('inconclusive'),
    skipped: of('unjudged'),
    time: seconds.toFixed(3),
  };
}

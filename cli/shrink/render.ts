/** What shrinking came to, as a page of text. */
import type { CellResult, MinimalityProof, ScheduleSize, ShrinkReport } from '../../harness/result.ts';
import { wrap } from '../step-lines.ts';
import type { Style } from '../style.ts';
import { counterexampleLines } from '../summary.ts';

const WIDTH_MAX = 120;

export function renderShrink(report: ShrinkReport, cell: CellResult, style: Style, columns: number): string {
  const { anomaly, before, after, replays, isCanonical, proof } = report;
  const { counterexample } = cell.anomalies[anomaly]!;
  const indented = (text: string): string[] => wrap(text, Math.min(columns, WIDTH_MAX) - 2).map((line) => `  ${line}`);
  const caution = isCanonical
    ? ''
    : ' Not every order with as few switches was tried: --replays with a higher number tries more.';
  return [
    `${style(['red', 'bold'], anomaly)}   ${cell.strategy} × ${cell.scenario}`,
    ...indented(`${sizeText(before)} → ${sizeText(after)}, in ${times(replays, 'execution')}.${caution}`),
    '',
    ...(counterexample === undefined ? [] : counterexampleLines(counterexample, style, columns)),
    ...(proof === undefined ? [] : indented(proofText(proof))),
    '',
  ].join('\n');
}

function sizeText({ actors, operations, faults, steps, switches }: ScheduleSize): string {
  const parts = [times(actors, 'actor'), times(operations, 'operation')];
  if (faults > 0) parts.push(times(faults, 'fault'));
  return [...parts, times(steps, 'step'), times(switches, 'switch')].join(', ');
}

function proofText({ isProven, fewerSwitches, smaller, executions }: MinimalityProof): string {
  const unfinished = [fewerSwitches, ...smaller].some(({ isComplete }) => !isComplete);
  const showing = smaller.filter(({ shows }) => shows).map(({ without }) => without);
  const all = `in ${times(executions, 'execution')}`;
  if (isProven) {
    const without = smaller.map((one) => one.without).join(', or ');
    const parts = smaller.length === 0 ? '' : `without ${without}, no order shows it, and `;
    return `Proven minimal ${all}: ${parts}no order with fewer switches does.`;
  }
  if (showing.length > 0)
    return `Not minimal: it shows without ${showing.join(', or without ')} too, in another order.`;
  if (fewerSwitches.shows) return 'Not minimal: an order with fewer switches shows it too.';
  return unfinished
    ? `Not proven: the budget ended after ${times(executions, 'execution')}; nothing smaller was found. --executions with a higher number goes on.`
    : 'Not proven.';
}

function times(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : what.endsWith('ch') ? 'es' : 's'}`;
}

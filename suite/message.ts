/** What a failing assertion says: the sentence, the steps, how to replay them, and where the report is. */
import type { Judged } from './claims.ts';
import type { Saved } from './save.ts';

/** @param isNot the claim was to be refuted */
export function messageOf(judged: Judged, saved: Saved, isNot: boolean): string {
  const { exploration, claim, shown } = judged;
  const [first] = shown;
  const body = claim.anomalies === null ? exploration.summary() : first === undefined ? '' : exploration.explain(first);
  const others = shown.length > 1 ? `Also ${shown.slice(1).join(', ')}; the report has them all.` : '';
  return [headOf(judged, isNot), problemsOf(judged), body ?? '', others, whereTo(judged, saved)]
    .filter((part) => part !== '')
    .join('\n\n');
}

function headOf({ cell, claim, verdict, shown, doubt, exploration }: Judged, isNot: boolean): string {
  if (verdict === 'pass') return `${cell}: expected otherwise, but it ${claim.text}, ${extentOf(exploration)}.`;
  if (verdict === 'inconclusive') {
    const wanted = isNot ? 'whether it' : 'that it';
    return `${cell}: ${wanted} ${claim.text} is not known${doubt === null ? '' : `: ${doubt}`}. Inconclusive is never a pass.`;
  }
  if (claim.anomalies === null) return `${cell}: it does not do what the scenario expects.`;
  return `${cell}: expected that it ${claim.text}, found ${shown.join(', ')}.`;
}

function extentOf({ cell }: Judged['exploration']): string {
  const { executed, complete } = cell.schedules;
  return complete ? `in every order (${executed} schedules)` : `in none of ${executed} schedules`;
}

/** Why executions ended without a verdict. */
function problemsOf({ exploration, claim }: Judged): string {
  if (claim.anomalies === null) return '';
  return exploration.cell.problems.map(({ kind, message }) => `${kind}: ${message}`).join('\n');
}

function whereTo({ shown }: Judged, { report, traces }: Saved): string {
  const trace = shown[0] === undefined ? undefined : traces[shown[0]];
  return [...(trace === undefined ? [] : [`  Trace   npx stalemate replay ${trace}`]), `  Report  ${report}`].join(
    '\n',
  );
}

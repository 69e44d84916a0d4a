/** How schedules are chosen: what goes together and what does not. */
import type { Path, Report } from '../problem.ts';
import { quoted } from '../words.ts';
import type { Draft } from './draft.ts';
import { checkStepReference } from './references.ts';

export function checkExplore(draft: Draft, report: Report): void {
  const hasSchedule = 'schedule' in draft;
  for (const key of ['explore', 'steer'] as const) {
    if (!hasSchedule || !(key in draft)) continue;
    const message = `found ${quoted(key)} beside \`schedule\`, which pins the whole order`;
    report({ at: [key], on: 'key', message, fix: `remove \`schedule\` or ${quoted(key)}` });
  }
  const policy = draft.explore?.policy ?? 'exhaustive';
  const isPolicyKnown = !(draft.explore && 'policy' in draft.explore && draft.explore.policy === undefined);
  if (isPolicyKnown && draft.explore?.reduction !== undefined && policy !== 'exhaustive') {
    const message = `found \`reduction\` beside policy ${quoted(policy)}, expected it with \`exhaustive\` only`;
    report({ at: ['explore', 'reduction'], on: 'key', message, fix: 'remove it' });
  }
  for (const key of ['timing', 'load'] as const) {
    if (!(key in draft) || !isPolicyKnown || policy === 'timed') continue;
    const message = `found ${quoted(key)} beside policy ${quoted(policy)}, expected it with \`timed\` only`;
    report({ at: [key], on: 'key', message, fix: 'remove it' });
  }
  checkReferences(draft, report);
}

function checkReferences(draft: Draft, report: Report): void {
  const check = (reference: string | undefined, at: Path) => {
    if (reference !== undefined) checkStepReference(draft, reference, at, report);
  };
  for (const [index, reference] of (draft.schedule ?? []).entries()) check(reference, ['schedule', index]);
  for (const [index, chain] of (draft.steer ?? []).entries()) {
    if (typeof chain === 'string') check(chain, ['steer', index]);
    else for (const [inner, reference] of (chain ?? []).entries()) check(reference, ['steer', index, inner]);
  }
}

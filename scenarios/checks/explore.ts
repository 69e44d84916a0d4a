/** How schedules are chosen: what goes together and what does not. */
import type { Path, Report } from '../problem.ts';
import { quoted } from '../words.ts';
import type { Draft } from './draft.ts';
import { checkStepReference } from './references.ts';

/** What only one policy listens to. */
const OPTIONS = [
  ['reduction', 'exhaustive'],
  ['depth', 'pct'],
  ['bound', 'bounded'],
] as const;

export function checkExplore(draft: Draft, report: Report): void {
  const hasSchedule = 'schedule' in draft;
  // A seed, for random numbers in strategies, and a bound on steps have a meaning for one schedule too.
  const chooses = Object.keys(draft.explore ?? { policy: '' }).some((key) => key !== 'seed' && key !== 'max_steps');
  for (const key of ['explore', 'steer'] as const) {
    if (!hasSchedule || !(key in draft) || (key === 'explore' && !chooses)) continue;
    const message = `found ${quoted(key)} beside \`schedule\`, which pins the whole order`;
    report({ at: [key], on: 'key', message, fix: `remove \`schedule\` or ${quoted(key)}` });
  }
  const policy = draft.explore?.policy ?? 'exhaustive';
  const isPolicyKnown = !(draft.explore && 'policy' in draft.explore && draft.explore.policy === undefined);
  for (const [key, owner] of OPTIONS) {
    if (!isPolicyKnown || draft.explore?.[key] === undefined || policy === owner) continue;
    const message = `found ${quoted(key)} beside policy ${quoted(policy)}, expected it with ${quoted(owner)} only`;
    report({ at: ['explore', key], on: 'key', message, fix: 'remove it' });
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

/** Faults under policy `timed` come by chance, and only there. */
import { MESSAGE_STEP } from './messages.ts';
import type { FaultKind } from '../../harness/scenario.ts';
import type { Path, Report } from '../problem.ts';
import { oneOf, quoted } from '../words.ts';
import type { Draft } from './draft.ts';

type DraftFault = NonNullable<NonNullable<Draft['faults']>[number]>;

/** By how often in a second, or in which share of the steps. What is not here does not happen under a load. */
const CHANCES: Readonly<Partial<Record<FaultKind, 'per_second' | 'chance'>>> = {
  evict: 'per_second',
  flush: 'per_second',
  crash: 'per_second',
  drop: 'chance',
  'lost-reply': 'chance',
  duplicate: 'chance',
  reorder: 'chance',
};

/** Who the operations of a load are. */
const ROLES = ['reader', 'writer'];

export function checkTimedFault(fault: DraftFault, at: Path, report: Report): void {
  for (const key of ['max', 'times'] as const) {
    if (!(key in fault)) continue;
    const message = `found ${quoted(key)} beside policy \`timed\`, where faults come by chance`;
    report({ at: [...at, key], on: 'key', message, fix: 'write `per_second: 0.1`, or `chance: 0.1%`, in its place' });
  }
  if (fault.actor !== undefined && fault.step !== MESSAGE_STEP && !ROLES.includes(fault.actor)) {
    const message = `found ${quoted(fault.actor)}, expected ${oneOf(ROLES)}: the operations of a load`;
    report({ at: [...at, 'actor'], message, fix: 'correct it, or remove it for any' });
  }
  if (fault.kind === undefined) return;
  const needed = CHANCES[fault.kind];
  if (needed === undefined) {
    const message = `found the fault ${quoted(fault.kind)}, which does not happen under policy \`timed\``;
    return report({ at: [...at, 'kind'], message, fix: `use ${oneOf(Object.keys(CHANCES))}` });
  }
  const other = needed === 'chance' ? 'per_second' : 'chance';
  if (other in fault) {
    const message = `found ${quoted(other)} beside the fault ${quoted(fault.kind)}, expected ${quoted(needed)}`;
    report({ at: [...at, other], on: 'key', message, fix: `write ${quoted(needed)} in its place` });
  } else if (!(needed in fault)) {
    const message = `${quoted(needed)} is missing: under policy \`timed\`, faults come by chance`;
    report({ at, message, fix: needed === 'chance' ? 'add `chance: 0.1%`' : 'add `per_second: 0.1`' });
  }
}

export function refuseChance(fault: DraftFault, at: Path, report: Report): void {
  for (const key of ['per_second', 'chance'] as const) {
    if (!(key in fault)) continue;
    const message = `found ${quoted(key)}, which is for policy \`timed\`: elsewhere the policy chooses when a fault strikes`;
    report({ at: [...at, key], on: 'key', message, fix: 'write `max: 1` or `times: 1` in its place' });
  }
}

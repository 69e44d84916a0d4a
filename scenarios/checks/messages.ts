/** Faults of messages that Redis sends to nodes which listen: others than these would never strike. */
import { subscriberNames } from '../../harness/scheduler/subscribers.ts';
import type { FaultKind } from '../../harness/scenario.ts';
import type { Path, Report } from '../problem.ts';
import { didYouMean, oneOf, quoted } from '../words.ts';
import type { Draft } from './draft.ts';

export const MESSAGE_STEP = 'redis.deliver';

/** @param at of the fault */
export function checkMessageFault(
  draft: Draft,
  kind: FaultKind,
  actor: string | undefined,
  at: Path,
  report: Report,
): void {
  if (kind !== 'drop') {
    const message = `found \`${MESSAGE_STEP}\`, which the fault ${quoted(kind)} does not strike: messages come in order, at most once`;
    report({ at: [...at, 'step'], message, fix: 'write `kind: drop`' });
  }
  const { nodes = 1 } = draft.topology ?? {};
  const names = subscriberNames(nodes);
  if (actor === undefined || actor === 'subscriber' || names.includes(actor)) return;
  const message = `found ${quoted(actor)}, which is delivered no messages of Redis in this file`;
  report({ at: [...at, 'actor'], message, fix: didYouMean(actor, names, `write ${oneOf(names)}`) });
}

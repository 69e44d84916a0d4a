/** Names that point at something else in the file, or at a step. */
import { isPublisherName } from '../../harness/scheduler/publishers.ts';
import { isBackgroundName } from '../../harness/scheduler/background.ts';
import { isSubscriberName } from '../../harness/scheduler/subscribers.ts';
import type { Path, Report } from '../problem.ts';
import { commandsOf, OTHER_NAMES, parseStepReference, STORES } from '../steps.ts';
import { didYouMean, oneOf, quoted } from '../words.ts';
import { actorNames, type Draft, isMaybeInstance, isPipelineActor, isSystemActor } from './draft.ts';
import { checkPipelineActor, checkPipelineStep } from './pipeline.ts';
import { checkServerStep, serversOf } from './topology.ts';
import { checkApplyReference, checkReplicaStep, isReplicaName } from './replicas.ts';

/** A group such as `reader`, or one of its instances. */
export function checkActorName(draft: Draft, name: string, at: Path, report: Report): void {
  const { groups, groupOf } = actorNames(draft);
  if (groups.includes(name) || groupOf.has(name) || isMaybeInstance(draft, name)) return;
  const names = [...new Set([...groups, ...groupOf.keys()])];
  const message = `found ${quoted(name)}, which is not an actor of this file`;
  report({ at, message, fix: didYouMean(name, names, `write ${oneOf(names)}`) });
}

/** @returns whether there is such a step */
export function checkStepName(draft: Draft, step: string, at: Path, report: Report): boolean {
  const [store = '', command = ''] = step.split('.');
  const servers = serversOf(draft);
  if (!STORES.includes(store) && servers?.includes(store) === false) {
    const stores = servers.includes('redis') ? STORES : [...STORES, ...servers];
    const message = `found ${quoted(store)} as the store of a step, expected ${oneOf(stores)}`;
    report({ at, message, fix: didYouMean(store, stores, `write ${oneOf(stores)}`) });
    return false;
  }
  const commands = commandsOf(STORES.includes(store) ? store : 'redis');
  if (commands.includes(command)) return true;
  const other = OTHER_NAMES.get(command) ?? command;
  const some = commands.length < 12 ? oneOf(commands) : `a command such as ${quoted('get')}`;
  const message = `found ${quoted(command)}, which is not a step of ${quoted(store)}`;
  report({ at, message, fix: didYouMean(other, commands, `write ${some}`) });
  return false;
}

/** `actor.store.command#n` in `schedule` and `steer`: the actor is one certain instance. */
export function checkStepReference(draft: Draft, reference: string, at: Path, report: Report): void {
  const { actor, step } = parseStepReference(reference);
  if (isReplicaName(actor)) return checkApplyReference(draft, { actor, step }, at, report);
  // Steps of faults and of the clock are named after what happens: `flush.redis.flush`, `crash.actor.writer`.
  if (isSystemActor(actor) && !isPipelineActor(actor) && !isBackground(actor)) return;
  if (checkStepName(draft, step, at, report)) {
    checkServerStep(draft, step, at, report);
    checkReplicaStep(draft, step, at, report);
    checkPipelineStep(draft, step, at, report);
  }
  const { groupOf } = actorNames(draft);
  if (isPipelineActor(actor)) return checkPipelineActor(draft, actor, at, report, false);
  if (groupOf.has(actor) || isBackground(actor) || isMaybeInstance(draft, actor)) return;
  const names = [...groupOf.keys()];
  const instances = names.filter((name) => groupOf.get(name) === actor);
  if (instances.length > 0) {
    const message = `found a step of ${quoted(actor)}, which has ${instances.length} instances`;
    report({ at, message, fix: `write ${oneOf(instances)}` });
  } else {
    const message = `found a step of ${quoted(actor)}, which is not an actor of this file`;
    report({ at, message, fix: didYouMean(actor, names, `write ${oneOf(names)}`) });
  }
}

/** What works beside the actors of a file, under strategies that have it: it is no error where they have not. */
export function isBackground(name: string): boolean {
  return isPublisherName(name) || isSubscriberName(name) || isBackgroundName(name);
}

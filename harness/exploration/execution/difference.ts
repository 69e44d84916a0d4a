/** Compares two executions of one schedule, step by step. */
import type { MysqlReply, RedisReply, Request } from '../../engines/engine.ts';
import type { Run } from '../../scheduler/run.ts';
import type { Step } from '../../scheduler/step.ts';
import { Renaming } from './renaming.ts';

/** The first difference in words; null when both histories are equal. */
export function firstDifference(one: Run, other: Run): string | null {
  const length = Math.max(one.steps.length, other.steps.length);
  const names = namesOf(one);
  for (let i = 0; i < length; i++) {
    const difference = stepDifference(one.steps[i], other.steps[i], names);
    if (difference !== null) return `step ${i + 1}: ${difference}`;
  }
  const choice = one.choices.firstOtherWidth(other.choices);
  if (choice >= 0) {
    const [width, otherWidth = 0] = [one.choices.widths[choice], other.choices.widths[choice]];
    return `choice ${choice + 1}: ${width} things could happen, then ${otherWidth}`;
  }
  for (let i = 0; i < one.operations.length; i++) {
    const { actor, kind, key, result } = one.operations[i]!;
    const again = other.operations[i]?.result;
    if (result !== again) return `${actor.name}'s ${kind}(${key}) returned ${result}, then ${again}`;
  }
  return null;
}

/** How many steps of the two differ. */
export function countDifferences(one: Run, other: Run): number {
  let count = 0;
  const names = namesOf(one);
  for (let i = 0; i < Math.max(one.steps.length, other.steps.length); i++) {
    if (stepDifference(one.steps[i], other.steps[i], names) !== null) count++;
  }
  return count;
}

/** Only code of a service draws identifiers from where no run sets them back. */
function namesOf({ plan }: Run): Renaming | null {
  if (plan.world === null) return null;
  const { rows, actors } = plan.scenario;
  const values = actors.flatMap(({ operations }) => operations.flatMap((one) => ('value' in one ? [one.value] : [])));
  return new Renaming([...Object.entries(rows).flat(), ...values]);
}

function stepDifference(one: Step | undefined, other: Step | undefined, names: Renaming | null): string | null {
  const outcome = outcomeDifference(one, other, names);
  if (outcome !== null || one === undefined || other === undefined) return outcome;
  if (one.grantedAt !== other.grantedAt)
    return `${one.label} was let go at step ${one.grantedAt + 1}, then at ${other.grantedAt + 1}`;
  return null;
}

/** In what was asked and what came of it, wherever the step stood; null when there is none. */
export function outcomeDifference(
  one: Step | undefined,
  other: Step | undefined,
  names: Renaming | null = null,
): string | null {
  if (one === undefined || other === undefined) {
    return one === undefined ? `only the second had ${other!.label}` : `only the first had ${one.label}`;
  }
  if (!isSameAct(one, other)) return `${one.label}, then ${other.label}`;
  if (one.request !== other.request && !isSameRequest(one.request, other.request, names))
    return `${one.label} asked ${JSON.stringify(one.request)}, then ${JSON.stringify(other.request)}`;
  if (one.state !== other.state) return `${one.label} was ${one.state}, then ${other.state}`;
  if (one.blockedBy !== other.blockedBy)
    return `${one.label} waited for session ${one.blockedBy}, then for ${other.blockedBy}`;
  if (isEqual(one.reply, other.reply, names)) return null;
  return `${one.label} answered ${JSON.stringify(one.reply)}, then ${JSON.stringify(other.reply)}`;
}

/** As their labels say it, without spelling them out. */
function isSameAct(one: Step, other: Step): boolean {
  return (
    one.command === other.command &&
    one.store === other.store &&
    one.actor.name === other.actor.name &&
    (one.fault === other.fault || one.label === other.label)
  );
}

type RedisCommandRequest = Extract<Request, { store: 'redis'; command: unknown }>;
type MysqlRequest = Extract<Request, { store: 'mysql' }>;

/** Field by field where it is one of those that nearly all are: to walk over objects takes several times as long. */
function isSameRequest(one: Request, other: Request, names: Renaming | null): boolean {
  if (one.store === 'mysql' && other.store === 'mysql') return isSameStatement(one, other, names);
  if (one.store === 'redis' && other.store === 'redis' && 'command' in one && 'command' in other)
    return isSameCommand(one, other, names);
  return isDeepEqual(one, other, names);
}

function isSameStatement(one: MysqlRequest, other: MysqlRequest, names: Renaming | null): boolean {
  return (
    isDeepEqual(one.sql, other.sql, names) &&
    isEqualList(one.params, other.params, names) &&
    one.begin === other.begin &&
    one.prepared === other.prepared &&
    one.replica === other.replica
  );
}

function isSameCommand(one: RedisCommandRequest, other: RedisCommandRequest, names: Renaming | null): boolean {
  return (
    one.command.name === other.command.name &&
    isEqualList(one.command.args, other.command.args, names) &&
    one.server === other.server &&
    one.node === other.node
  );
}

type Reply = RedisReply | MysqlReply;

/** Errors are equal when their codes are, the rest when every value is. */
function isEqual(one: Reply, other: Reply, names: Renaming | null): boolean {
  if (names === null && one === other) return true;
  if (isOfKind(one, 'error') && isOfKind(other, 'error')) return one.code === other.code && one.errno === other.errno;
  if (isOfKind(one, 'ok') && isOfKind(other, 'ok')) {
    return (
      one.affectedRows === other.affectedRows &&
      one.changedRows === other.changedRows &&
      one.insertId === other.insertId &&
      isDeepEqual(one.gtid, other.gtid, names)
    );
  }
  return isDeepEqual(one, other, names);
}

/** For data as replies are: texts, numbers, null, lists and plain objects. */
function isDeepEqual(one: unknown, other: unknown, names: Renaming | null): boolean {
  // Equal ones, too: what is met as itself has no other name.
  if (names !== null && typeof one === 'string' && typeof other === 'string') return names.areEqual(one, other);
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) || Array.isArray(other)) {
    return Array.isArray(one) && Array.isArray(other) && isEqualList(one, other, names);
  }
  let unmatched = 0;
  for (const _ in other) unmatched++;
  for (const name in one) {
    if (!isDeepEqual((one as Record<string, unknown>)[name], (other as Record<string, unknown>)[name], names))
      return false;
    unmatched--;
  }
  return unmatched === 0;
}

function isEqualList(one: readonly unknown[], other: readonly unknown[], names: Renaming | null): boolean {
  if (one.length !== other.length) return false;
  for (let i = 0; i < one.length; i++) if (!isDeepEqual(one[i], other[i], names)) return false;
  return true;
}

function isOfKind<Kind extends string>(reply: Reply, kind: Kind): reply is Extract<Reply, { kind: Kind }> {
  return typeof reply === 'object' && reply !== null && 'kind' in reply && reply.kind === kind;
}

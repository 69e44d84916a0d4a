/** Faults: which fields each kind needs and forbids. */
import type { FaultKind } from '../../harness/scenario.ts';
import type { Path, Report } from '../problem.ts';
import { oneOf, quoted } from '../words.ts';
import { type Draft, isPipelineActor } from './draft.ts';
import { checkMessageFault, MESSAGE_STEP } from './messages.ts';
import { checkPipelineActor, checkPipelineStep, checkRebalance } from './pipeline.ts';
import { checkActorName, checkStepName, isBackground } from './references.ts';
import { checkReplicaStep } from './replicas.ts';
import { checkTimedFault, refuseChance } from './timed-faults.ts';
import { checkFaultOnTopology, serversOf } from './topology.ts';

type Use = 'needed' | 'allowed' | 'forbidden';

interface FaultRule {
  readonly key: Use;
  readonly actor: Use;
  readonly step: Use;
  readonly store: Use;
  readonly node: Use;
  readonly told: Use;
  /** The stores whose steps it can strike. */
  readonly stores: readonly string[];
}

const ON_NOTHING: FaultRule = {
  key: 'forbidden',
  actor: 'forbidden',
  step: 'forbidden',
  store: 'forbidden',
  node: 'forbidden',
  told: 'forbidden',
  stores: [],
};
const ON_KEY: FaultRule = { ...ON_NOTHING, key: 'needed', store: 'allowed' };
const ON_ACTOR: FaultRule = { ...ON_NOTHING, actor: 'allowed' };
const ON_SERVER: FaultRule = { ...ON_NOTHING, store: 'needed' };
const ON_MEMBER: FaultRule = { ...ON_NOTHING, store: 'allowed', node: 'allowed', told: 'allowed' };
const ON_COMMAND: FaultRule = { ...ON_ACTOR, step: 'needed', stores: ['redis', 'mysql', 'replica'] };
const ON_ANY: FaultRule = { ...ON_COMMAND, stores: [...ON_COMMAND.stores, 'kafka'] };
const ON_DELIVERY: FaultRule = { ...ON_NOTHING, step: 'needed', stores: ['binlog', 'kafka'] };

const RULES: Readonly<Record<FaultKind, FaultRule>> = {
  evict: ON_KEY,
  expire: ON_KEY,
  flush: { ...ON_NOTHING, store: 'allowed' },
  failover: ON_NOTHING,
  crash: ON_ACTOR,
  'lock-timeout': ON_ACTOR,
  rebalance: ON_NOTHING,
  join: ON_MEMBER,
  leave: ON_MEMBER,
  kill: ON_SERVER,
  isolate: ON_SERVER,
  recover: ON_SERVER,
  drop: ON_ANY,
  'lost-reply': ON_COMMAND,
  duplicate: ON_DELIVERY,
  reorder: ON_DELIVERY,
};

const EXAMPLES = {
  key: '`key: "item:1"`',
  actor: '`actor: writer`',
  step: '`step: redis.del`',
  store: '`store: redis`',
  node: '`node: 2`',
  told: '`told: at-once`',
} as const;
const FIELDS = ['key', 'actor', 'step', 'store', 'node', 'told'] as const;

export function checkFaults(draft: Draft, report: Report): void {
  const isTimed = draft.explore?.policy === 'timed';
  for (const [index, fault] of (draft.faults ?? []).entries()) {
    if (!fault) continue;
    const at: Path = ['faults', index];
    if ('max' in fault && 'times' in fault) {
      report({
        at: [...at, 'times'],
        on: 'key',
        message: 'found both `max` and `times`, expected one of them',
        fix: 'keep `max` for "up to", or `times` for "exactly"',
      });
    }
    if ('lost' in fault && fault.kind !== undefined && fault.kind !== 'failover') {
      report({
        at: [...at, 'lost'],
        on: 'key',
        message: `found \`lost\` beside the fault ${quoted(fault.kind)}, which has no use for it`,
        fix: 'remove it',
      });
    }
    if (fault.kind === 'failover' && hasSeveralRedis(draft)) {
      report({
        at: [...at, 'kind'],
        message:
          'found `failover` beside several Redis servers, or one that is killed or isolated, expected one Redis that always answers',
        fix: 'write { kind: kill } for a server that is lost, or remove `levels`, `redis_nodes` and the other faults of Redis servers',
      });
    }
    if (isTimed) checkTimedFault(fault, at, report);
    else refuseChance(fault, at, report);
    if (fault.actor !== undefined && !isTimed)
      checkFaultActor(draft, fault.kind, fault.actor, [...at, 'actor'], report);
    if (fault.kind === 'rebalance') checkRebalance(draft, [...at, 'kind'], report);
    if (fault.kind === undefined) continue;
    const rule = RULES[fault.kind];
    for (const field of FIELDS) {
      const isThere = field in fault;
      if (isThere && rule[field] === 'forbidden') {
        report({
          at: [...at, field],
          on: 'key',
          message: `found ${quoted(field)} beside the fault ${quoted(fault.kind)}, which has no use for it`,
          fix: 'remove it',
        });
      } else if (!isThere && rule[field] === 'needed' && !(isTimed && field === 'key')) {
        const example = rule === ON_DELIVERY ? '`step: binlog.deliver`' : EXAMPLES[field];
        report({
          at,
          message: `${quoted(field)} is missing, but the fault ${quoted(fault.kind)} needs it`,
          fix: `add ${example}`,
        });
      }
    }
    checkFaultOnTopology(draft, fault.kind, index, report);
    if (fault.step === MESSAGE_STEP && rule.step !== 'forbidden')
      checkMessageFault(draft, fault.kind, fault.actor, at, report);
    else if (fault.step !== undefined && rule.step !== 'forbidden')
      checkFaultStep(draft, fault.kind, fault.step, [...at, 'step'], report);
  }
}

function hasSeveralRedis({ topology, faults = [] }: Draft): boolean {
  if (faults.some((fault) => fault?.kind === 'kill' || fault?.kind === 'isolate')) return true;
  return topology?.levels !== undefined || (topology?.redis_nodes ?? 1) > 1;
}

/** Consumers can crash and lose commands like any other actor. */
function checkFaultActor(draft: Draft, kind: FaultKind | undefined, actor: string, at: Path, report: Report): void {
  if (isBackground(actor)) return;
  if (!isPipelineActor(actor)) return checkActorName(draft, actor, at, report);
  if (actor !== 'canal') return checkPipelineActor(draft, actor, at, report, true);
  if (kind === undefined) return;
  report({
    at,
    message: `found \`canal\`, which the fault ${quoted(kind)} does not strike`,
    fix: 'for a restart of canal, which sends again what it has sent, write { kind: duplicate, step: kafka.send }',
  });
}

function checkFaultStep(draft: Draft, kind: FaultKind, step: string, at: Path, report: Report): void {
  checkReplicaStep(draft, step, at, report);
  if (step === 'replica.apply') {
    const message = 'found `replica.apply`, which no fault strikes: a replica lags as far behind as the schedule says';
    return report({ at, message, fix: 'write a command such as `replica.select`' });
  }
  const { stores } = RULES[kind];
  const [place = ''] = step.split('.');
  const store = serversOf(draft)?.includes(place) === true ? 'redis' : place;
  if (!checkStepName(draft, step, at, report)) return;
  if (step === 'kafka.commit') {
    const message = `found ${quoted(step)}, which the fault ${quoted(kind)} does not strike`;
    report({ at, message, fix: 'write `kafka.deliver`, or let the consumer crash' });
    return;
  }
  if (stores.includes(store)) return checkPipelineStep(draft, step, at, report);
  const message = `found a step of ${quoted(store)}, but the fault ${quoted(kind)} strikes steps of ${oneOf(stores)}`;
  report({
    at,
    message,
    fix: stores === ON_DELIVERY.stores ? 'write `binlog.deliver`' : 'write a command such as `redis.del`',
  });
}

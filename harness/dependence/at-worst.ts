/**
 * What a step may touch when steps that it conflicts with come later: its outcome, and with it what it touches, may then be
 * another one. An UPDATE that had to wait need not, and commits at once; one that found no row finds one; a write that was
 * refused a lock goes on.
 */
import { reachOf } from '../engines/embedded/mysql/reach.ts';
import type { MysqlReply, StoreError } from '../engines/engine.ts';
import type { Step } from '../scheduler/step.ts';
import type { Footprint } from './access.ts';
import { access, EVERYTHING } from './access.ts';
import { answeredAtWorst, toldAtWorst } from './message-accesses.ts';

/** @param footprint what it touched; it is returned as it is when it can be no more. */
export function atWorst(step: Step, footprint: Footprint): Footprint {
  const worst = acknowledgedAtWorst(step, footprint);
  const { request, intervention } = step;
  const mayTell = intervention !== null || (request.store === 'redis' && request.node !== undefined);
  return answeredAtWorst(mayTell ? toldAtWorst(worst) : worst);
}

function acknowledgedAtWorst(step: Step, footprint: Footprint): Footprint {
  const { request, operation, fault } = step;
  if (step.execution !== 'request' || fault !== null) return footprint;
  if (request.store === 'kafka') return footprint;
  if (request.store === 'mysql') {
    if (!isCertain(step)) return EVERYTHING;
  } else if (!('command' in request) || TOUCHES_WHAT_IT_FINDS.has(request.command.name)) return EVERYTHING;
  // Whether its caller is answered now depends on what it found.
  if (operation === null || operation.key === null || operation.kind === 'read' || operation.kind === 'change')
    return footprint;
  if (step.reply === 'OK' || isDone(step.reply)) return footprint;
  const isAcknowledged = operation.respondedAt === step.index && operation.succeeded;
  return isAcknowledged ? footprint : [...footprint, access('add', 'acknowledged', operation.key)];
}

/** Of these the reply says which fields were new. */
const TOUCHES_WHAT_IT_FINDS = new Set(['hset', 'hmset']);

/** It reads, or it has found the one row that it looks for, at once. */
function isCertain({ request, state, waitedFor, reply }: Step): boolean {
  if (request.store !== 'mysql' || state !== 'done' || waitedFor !== null) return false;
  const reach = reachOf(request.sql, request.params, request.prepared);
  if (reach === null) return false;
  if (reach.kind === 'named-lock') return true;
  if (reach.kind !== 'update' && reach.kind !== 'delete' && reach.kind !== 'insert' && !reach.kind.endsWith('lock'))
    return true;
  const found = countOf(reply as MysqlReply | StoreError);
  return reach.ids !== 'all' && reach.ids.length === 1 && found === 1;
}

/** A change: it was made, and its reply says no more. */
function isDone(reply: Step['reply']): boolean {
  return typeof reply === 'object' && reply !== null && 'kind' in reply && reply.kind === 'ok';
}

function countOf(reply: MysqlReply | StoreError): number {
  if (!('kind' in reply) || reply.kind === 'error') return 0;
  return reply.kind === 'ok' ? reply.affectedRows : reply.rows.length;
}

/** What steps touch where there are several Redis servers, or where nodes and servers come and go. */
import type { FaultPlan } from '../scenario.ts';
import type { RunPlan } from '../scheduler/plan.ts';
import { nodeName } from '../scheduler/redis-servers.ts';
import type { Step } from '../scheduler/step.ts';
import { THERE, type Topology } from '../scheduler/topology.ts';
import type { Access, Footprint, RedisSpace } from './access.ts';
import { access } from './access.ts';

/** @param accesses what a command would touch on a Redis that is the only one */
export function onServer(accesses: Footprint, server: number | undefined): Footprint {
  if (server === undefined) return accesses;
  return accesses.map((one): Access => {
    const { space } = one;
    return isOfRedis(space) ? { ...one, space: `${space} ${server}` } : one;
  });
}

function isOfRedis(space: Access['space']): space is RedisSpace {
  return space === 'redis' || space === 'scripts';
}

/** A command is answered, or not. */
export function asking(server: number | undefined): Footprint {
  return server === undefined ? [] : [access('read', 'servers', String(server))];
}

/** A server stops answering, and may lose what it holds; or it answers again. */
export function switching(server: number): Footprint {
  return [access('write', 'servers', String(server)), access('write', `redis ${server}`)];
}

/** Of a step that has happened: somebody has come or gone, or a node has heard of it. */
export function nodesAccesses(step: Step, topology: Topology): Footprint {
  const change = topology.changeOf(step);
  return change === null ? hearing(step.subject) : changing(change);
}

/** Of one that may happen. */
export function changeAccesses(fault: FaultPlan, { redisServers }: RunPlan): Footprint {
  const server = redisServers?.names.indexOf(fault.store ?? '') ?? -1;
  return [...changing(fault), ...(server < 0 ? [] : switching(server))];
}

/** Somebody comes or goes. Of a node, its memory goes with it. */
function changing({ kind, node, told }: FaultPlan): Footprint {
  if (kind !== 'join' && kind !== 'leave') return [];
  const memory = node === undefined ? [] : [access('write', 'local')];
  if (told === 'at-once') return [access('write', 'nodes'), ...memory];
  const view = node === undefined ? [] : [access('write', 'nodes', nodeName(node))];
  return [access('write', 'nodes', THERE), ...view, ...memory];
}

/** A node hears of it. */
export function hearing(node: string): Footprint {
  return [access('read', 'nodes', THERE), access('write', 'nodes', node)];
}

export function looking(items: Iterable<string>): Footprint {
  return [...items].map((item) => access('read', 'nodes', item));
}

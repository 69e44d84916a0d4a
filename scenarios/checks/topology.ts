/** Redis servers and nodes: their names, and the faults that strike them. A fault that can never happen is a mistake. */
import type { FaultKind } from '../../harness/scenario.ts';
import { serverNames } from '../../harness/scheduler/redis-servers.ts';
import type { Path, Report } from '../problem.ts';
import { STORES } from '../steps.ts';
import { didYouMean, oneOf, quoted } from '../words.ts';
import type { Draft } from './draft.ts';

const RESERVED = /^(redis\d+|nodes|fault|actor)$/;

export function checkTopology(draft: Draft, report: Report): void {
  const levels = draft.topology?.levels ?? [];
  for (const [index, level] of levels.entries()) {
    if (level === undefined) continue;
    const at = ['topology', 'levels', index];
    if (STORES.includes(level) || RESERVED.test(level)) {
      const message = `found the cache level ${quoted(level)}, which is what Stalemate calls a store of its own`;
      report({ at, message, fix: 'choose another name, such as `edge`' });
    } else if (levels.indexOf(level) < index) {
      report({ at, message: `found the cache level ${quoted(level)} a second time`, fix: 'choose another name' });
    }
  }
}

/** Names of the Redis servers: `redis` alone where there is one. Null where the file does not say it in a form that can be read. */
export function serversOf({ topology = {} }: Draft): readonly string[] | null {
  if (topology === null) return null;
  const { levels, redis_nodes: redisNodes } = topology;
  if ('levels' in topology && levels === undefined) return null;
  if ('redis_nodes' in topology && redisNodes === undefined) return null;
  const names = levels?.filter((level) => level !== undefined) ?? [];
  return serverNames({ levels: names, ...(redisNodes !== undefined && { redisNodes }) });
}

/** In a reference to one certain step, `redis` is not enough where there are several. */
export function checkServerStep(draft: Draft, step: string, at: Path, report: Report): void {
  const servers = serversOf(draft);
  if (!step.startsWith('redis.') || servers === null || servers.includes('redis')) return;
  const message = 'found a step on `redis`, but the topology has several Redis servers';
  report({ at, message, fix: `write ${oneOf(servers)}` });
}

/** @param index of the fault in the file */
export function checkFaultOnTopology(draft: Draft, kind: FaultKind, index: number, report: Report): void {
  const fault = draft.faults![index]!;
  const servers = serversOf(draft);
  const at: Path = ['faults', index];
  if (kind === 'join' || kind === 'leave') return checkMember(draft, { ...fault, kind }, at, report);
  const { store } = fault;
  if (servers === null) return;
  if (store !== undefined && !servers.includes(store)) return reportServer(store, servers, [...at, 'store'], report);
  const others = draft.faults!.filter((other) => other?.store === store);
  if (kind === 'recover' && !others.some((other) => other?.kind === 'kill' || other?.kind === 'isolate')) {
    const message = `found \`recover\`, but nothing ever happens to ${quoted(store ?? 'that server')}`;
    report({ at, message, fix: `add { kind: isolate, store: ${store ?? 'redis'} }` });
  }
}

type Fault = NonNullable<NonNullable<Draft['faults']>[number]>;

function checkMember(draft: Draft, fault: Fault & { readonly kind: 'join' | 'leave' }, at: Path, report: Report): void {
  const { kind, node, store } = fault;
  if ('node' in fault === 'store' in fault) {
    const found = 'node' in fault ? 'both `node` and `store`' : 'neither `node` nor `store`';
    const message = `found ${found} beside the fault ${quoted(kind)}, which is about one of them`;
    return report({ at, message, fix: 'write `node: 2` for a service instance, or `store: redis2` for a Redis node' });
  }
  if (node !== undefined) checkMemberNode(draft, kind, node, [...at, 'node'], report);
  if (store !== undefined) checkMemberServer(draft, kind, store, [...at, 'store'], report);
}

function checkMemberNode(draft: Draft, kind: string, node: number, at: Path, report: Report): void {
  const { topology = {} } = draft;
  if (topology === null || ('nodes' in topology && topology.nodes === undefined)) return;
  const count = topology.nodes ?? 1;
  if (node > count) {
    const message = `found node ${node}, but the topology has ${count}`;
    report({ at, message, fix: `add \`topology: { nodes: ${node} }\`; one that joins counts too` });
  } else reportIfAlone(draft, kind, count, (fault) => fault.node, at, report);
}

function checkMemberServer(draft: Draft, kind: string, store: string, at: Path, report: Report): void {
  const servers = serversOf(draft);
  if (servers === null) return;
  if (draft.topology?.levels?.includes(store) === true) {
    const message = `found ${quoted(kind)} of a cache level, which is always there`;
    report({ at, message, fix: 'use `kill` or `isolate`' });
  } else if (!servers.includes(store)) reportServer(store, servers, at, report);
  else reportIfAlone(draft, kind, draft.topology?.redis_nodes ?? 1, (fault) => fault.store, at, report);
}

/** Somebody is always there: of `count` members, not all can join, and a single one cannot leave. */
function reportIfAlone(
  draft: Draft,
  kind: string,
  count: number,
  memberOf: (fault: Fault) => unknown,
  at: Path,
  report: Report,
): void {
  const firsts = new Map<unknown, string | undefined>();
  for (const fault of draft.faults ?? []) {
    const member = fault === undefined ? undefined : memberOf(fault);
    if (member === undefined || firsts.has(member)) continue;
    if (fault!.kind === 'join' || fault!.kind === 'leave') firsts.set(member, fault!.kind);
  }
  const late = [...firsts.values()].filter((first) => first === 'join').length;
  if (kind === 'join' && late === count) {
    const message = `found that all ${count} join, so that nobody is there at the beginning`;
    report({ at, message, fix: 'let one of them be there, by removing its `join`' });
  } else if (kind === 'leave' && count === 1) {
    report({ at, message: 'found that the only one leaves', fix: 'add another one to the topology' });
  }
}

function reportServer(store: string, servers: readonly string[], at: Path, report: Report): void {
  const message = `found ${quoted(store)}, which is not a Redis server of this file`;
  report({ at, message, fix: didYouMean(store, servers, `write ${oneOf(servers)}`) });
}

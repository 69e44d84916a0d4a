/** Which Redis servers a scenario has, where steps must say which one they are for. */
import type { FaultKind, FaultPlan, Scenario } from '../scenario.ts';

export interface RedisServers {
  /** By number: the nodes that keys are spread over, of which `context.redis` is the first, then the cache levels. */
  readonly names: readonly string[];
  readonly nodes: number;
  /** Of each, whether it is there from the beginning. */
  readonly answers: readonly boolean[];
}

/** Null where there is only ever the one, which always answers. */
export function redisServersOf(scenario: Pick<Scenario, 'faults' | 'levels' | 'redisNodes'>): RedisServers | null {
  const { redisNodes: nodes = 1, faults } = scenario;
  const names = serverNames(scenario);
  if (names.length === 1 && !faults.some(({ kind }) => ON_SERVERS.has(kind))) return null;
  return { names, nodes, answers: names.map((name) => !isLate(faults, name)) };
}

/** `redis`, or `redis1` and `redis2` where keys are spread over several; then the names of the levels. */
export function serverNames({
  levels = [],
  redisNodes = 1,
}: Pick<Scenario, 'levels' | 'redisNodes'>): readonly string[] {
  const nodes = redisNodes === 1 ? ['redis'] : Array.from({ length: redisNodes }, (_, i) => `redis${i + 1}`);
  return [...nodes, ...levels];
}

export function nodeName(number: number): string {
  return `node${number}`;
}

export const TOPOLOGY_FAULTS: ReadonlySet<FaultKind> = new Set(['join', 'leave', 'kill', 'isolate', 'recover']);

/** Those that a single Redis can suffer as well. */
const ON_SERVERS: ReadonlySet<FaultKind> = new Set(['kill', 'isolate', 'recover']);

/** Whether what is there changes while a scenario runs. */
export function isChanging(faults: readonly FaultPlan[]): boolean {
  return faults.some(({ kind }) => TOPOLOGY_FAULTS.has(kind));
}

/** What such a fault is about. */
export function memberOf({ node, store }: Pick<FaultPlan, 'node' | 'store'>): string {
  return node === undefined ? store! : nodeName(node);
}

/** It is not there when the run begins: the first that happens to it is that it joins. */
export function isLate(faults: readonly FaultPlan[], name: string): boolean {
  const first = faults.find((fault) => (fault.kind === 'join' || fault.kind === 'leave') && memberOf(fault) === name);
  return first?.kind === 'join';
}

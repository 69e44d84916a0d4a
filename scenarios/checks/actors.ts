/** Actors: their names, their steps, and who waits for whom. */
import type { Report } from '../problem.ts';
import { STEP_KINDS } from '../schema-actors.ts';
import { oneOf, quoted } from '../words.ts';
import {
  actorNames,
  type Draft,
  everyStep,
  hasUnknownCount,
  instanceNames,
  isSystemActor,
  type PlacedStep,
} from './draft.ts';
import { checkActorName } from './references.ts';

export function checkActors(draft: Draft, report: Report): void {
  checkNames(draft, report);
  checkSteps(draft, report);
  checkAfter(draft, report);
}

function checkNames(draft: Draft, report: Report): void {
  const actors = Object.entries(draft.actors ?? {});
  const ownerOf = new Map(actors.map(([name]) => [name, name]));
  for (const [name, actor] of actors) {
    const at = ['actors', name];
    if (isSystemActor(name)) {
      report({
        at,
        on: 'key',
        message: `found the actor name ${quoted(name)}, which Stalemate uses itself`,
        fix: `choose another name, such as \`my-${name}\``,
      });
    }
    if (hasUnknownCount(actor)) continue;
    for (const instance of instanceNames(name, actor?.count)) {
      const owner = ownerOf.get(instance);
      if (owner !== undefined && owner !== name) {
        const message = `found the actor name ${quoted(owner)}, which is also instance ${quoted(instance)} of ${quoted(name)}`;
        report({ at: ['actors', owner], on: 'key', message, fix: 'rename one of the two actors' });
      }
    }
  }
}

function checkSteps(draft: Draft, report: Report): void {
  for (const placed of everyStep(draft)) {
    const kinds = STEP_KINDS.filter((name) => name in placed.step);
    if (kinds.length === 0) reportEmptyStep(placed, report);
    for (const other of kinds.slice(1)) {
      const message = `found ${oneOf(kinds).replace(' or ', ' and ')} in one step, expected one of them`;
      report({ at: [...placed.at, other], on: 'key', message, fix: 'make it several steps' });
    }
    const [kind] = kinds;
    if (kind !== undefined) checkStepFields(kind, placed, report);
    checkNode(draft, placed, report);
  }
}

function reportEmptyStep({ step, at }: PlacedStep, report: Report): void {
  const keys = Object.keys(step);
  // With an unknown key, that problem says it all.
  if (keys.some((key) => key !== 'value' && key !== 'node')) return;
  const found = keys.length === 0 ? 'an empty step' : `a step with only ${keys.map(quoted).join(' and ')}`;
  const fix = 'say what the step does, such as { read: "item:1" }';
  report({ at, message: `found ${found}, expected ${oneOf(STEP_KINDS)}`, fix });
}

function checkStepFields(kind: (typeof STEP_KINDS)[number], { step, at }: PlacedStep, report: Report): void {
  if ('value' in step && kind !== 'write' && kind !== 'insert') {
    const message = `found \`value\` beside ${quoted(kind)}, expected it beside \`write\` or \`insert\``;
    report({ at: [...at, 'value'], on: 'key', message, fix: 'remove it' });
  }
  if ('node' in step && kind === 'sleep') {
    const message = 'found `node` beside `sleep`, which no instance handles';
    report({ at: [...at, 'node'], on: 'key', message, fix: 'remove it' });
  }
}

function checkNode(draft: Draft, { step, at }: PlacedStep, report: Report): void {
  const { topology = {} } = draft;
  const isUnknown = 'nodes' in topology && topology.nodes === undefined;
  const nodes = topology.nodes ?? 1;
  if (isUnknown || step.node === undefined || step.node <= nodes) return;
  const count = nodes === 1 ? 'one node' : `${nodes} nodes`;
  const instead = nodes === 1 ? 'remove `node`' : `write a node from 1 to ${nodes}`;
  report({
    at: [...at, 'node'],
    message: `found node ${step.node}, but the topology has ${count}`,
    fix: `write \`topology: { nodes: ${step.node} }\`, or ${instead}`,
  });
}

function checkAfter(draft: Draft, report: Report): void {
  const { groups, groupOf } = actorNames(draft);
  const waitsFor = new Map<string, string[]>();
  for (const [name, actor] of Object.entries(draft.actors ?? {})) {
    for (const [index, other] of (actor?.after ?? []).entries()) {
      if (other === undefined) continue;
      const at = ['actors', name, 'after', index];
      checkActorName(draft, other, at, report);
      const group = groups.includes(other) ? other : (groupOf.get(other) ?? other);
      const circle = pathBetween(waitsFor, group, name);
      if (circle) {
        const message = `found actors that wait for each other: ${[name, ...circle].map(quoted).join(' after ')}`;
        report({ at, message, fix: 'remove one of these `after`' });
      } else waitsFor.set(name, [...(waitsFor.get(name) ?? []), group]);
    }
  }
}

/** The way from one actor to another along `after`; null when there is none. */
function pathBetween(edges: ReadonlyMap<string, readonly string[]>, from: string, to: string): string[] | null {
  const wayTo = new Map<string, string[]>([[from, [from]]]);
  for (const [name, way] of wayTo) {
    if (name === to) return way;
    for (const next of edges.get(name) ?? []) if (!wayTo.has(next)) wayTo.set(next, [...way, next]);
  }
  return null;
}

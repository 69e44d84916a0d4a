/**
 * Follows the schedules of counterexamples under the other strategies of their scenarios, on the embedded engine: the same
 * actors get their turns in the same order, and what a strategy does with more or fewer steps than that is completed, lowest
 * actor first.
 */
import { checkers } from '../../harness/checkers/registry.ts';
import { factsOf } from '../../harness/checkers/facts.ts';
import { embeddedEngine } from '../../harness/engines/embedded/engine.ts';
import { traceOf } from '../../harness/explanation/trace.ts';
import { digestOf } from '../../harness/exploration/replay/digest.ts';
import { executeOnce } from '../../harness/exploration/replay/execute-once.ts';
import { essenceOf } from '../../harness/exploration/replay/identity.ts';
import { reduceScenario } from '../../harness/exploration/shrink/reduction.ts';
import type { Counterexample, Result, TraceFile } from '../../harness/result.ts';
import { ANOMALIES, type Anomaly, type Scenario } from '../../harness/scenario.ts';
import { planRun } from '../../harness/scheduler/plan.ts';
import type { Alternative, Alternatives } from '../../reports/model/alternative.ts';
import { loadScenarioFile } from '../../scenarios/load.ts';
import { version } from '../package-root.ts';
import { catalogue, resolveStrategies, type ResolvedStrategy } from '../strategies.ts';

/** Of one counterexample, and of a whole report: those that survive first, then in the order of the file. */
const STRATEGIES_MAX = 6;
const RUNS_MAX = 600;

/**
 * Empty where the scenario's file is not at hand or is not what it was, where another version of Stalemate made the result,
 * and for strategies that cannot run there.
 */
export async function alternativesOf(result: Result): Promise<Alternatives> {
  const found = new Map<Counterexample, readonly Alternative[]>();
  if (result.stalemate !== version) return found;
  const shelf = new Shelf();
  let runs = 0;
  for (const cell of result.results) {
    for (const [anomaly, finding] of Object.entries(cell.anomalies)) {
      const shown = [finding?.counterexample, ...(cell.fuzz?.failures ?? []).map((each) => each.counterexample)];
      for (const counterexample of shown) {
        if (counterexample?.recording === undefined || found.has(counterexample)) continue;
        const { recording } = counterexample;
        const others = await shelf.othersOf(cell.file, recording);
        if (others.length === 0 || runs + others.length > RUNS_MAX) continue;
        runs += others.length;
        found.set(counterexample, await follow(recording, others, anomaly as Anomaly));
      }
    }
  }
  return found;
}

interface Other {
  readonly scenario: Scenario;
  readonly strategy: ResolvedStrategy;
}

/** Scenario files, each read once. */
class Shelf {
  readonly #scenarios = new Map<string, Promise<Scenario | null>>();

  /** The strategies that the file names beside the one of the recording. */
  async othersOf(file: string, { strategy, scenarioDigest, reduction }: TraceFile): Promise<readonly Other[]> {
    const scenario = await this.#read(file);
    const own = scenario?.strategies.find(({ as }) => as === strategy.as);
    if (scenario === null || own === undefined || digestOf(essenceOf(scenario, own)) !== scenarioDigest) return [];
    const executed = reduction === undefined ? scenario : reduceScenario(scenario, reduction);
    const uses = scenario.strategies.filter(({ as }) => as !== own.as);
    try {
      return (await resolveStrategies(executed, uses)).map((other) => ({ scenario: executed, strategy: other }));
    } catch {
      // What cannot be loaded has been told when it was to be explored.
      return [];
    }
  }

  #read(file: string): Promise<Scenario | null> {
    const known = this.#scenarios.get(file);
    if (known !== undefined) return known;
    const reading = loadScenarioFile(file, { strategies: catalogue }).then(
      (loaded) => (loaded.ok ? loaded.scenario : null),
      () => null,
    );
    this.#scenarios.set(file, reading);
    return reading;
  }
}

async function follow(
  { schedule }: TraceFile,
  others: readonly Other[],
  anomaly: Anomaly,
): Promise<readonly Alternative[]> {
  // Whose turn it is; what another strategy does with a turn is its own affair.
  const turns = schedule.map(({ actor, choice }) => ({ actor, ...(choice !== undefined && { choice }) }));
  const alternatives: Alternative[] = [];
  for (const { scenario, strategy } of others) {
    const plan = planRun(scenario, strategy.use.as, strategy.strategy, strategy.options);
    const recorded = await executeOnce(plan, embeddedEngine, turns, true).catch(() => null);
    if (recorded === null || recorded.run.problem !== null) continue;
    const facts = factsOf(recorded.run);
    const results = ANOMALIES.map((name) => [name, checkers[name].check(facts)] as const);
    const shows = results.flatMap(([name, { kind }]) => (kind === 'violation' ? [name] : []));
    const own = checkers[anomaly].check(facts);
    const trace = traceOf(recorded, facts, own.kind === 'violation' ? own.violation : null);
    alternatives.push({ strategy: strategy.use.as, strategyTitle: strategy.strategy.title, shows, trace });
  }
  const survives = ({ shows }: Alternative): boolean => !shows.includes(anomaly);
  return [...alternatives.filter(survives), ...alternatives.filter((each) => !survives(each))].slice(0, STRATEGIES_MAX);
}

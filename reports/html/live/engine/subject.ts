/** The scenario of a recording, to be run under any built-in strategy. */
import { reduceScenario } from '../../../../harness/exploration/shrink/reduction.ts';
import type { Scenario, StrategyUse } from '../../../../harness/scenario.ts';
import { whyUnheard } from '../../../../harness/scheduler/listening.ts';
import { planRun, type RunPlan } from '../../../../harness/scheduler/plan.ts';
import { builtIn, optionFieldsOf, readOptions } from './options.ts';
import type { Recording, StrategyInfo, Use } from './protocol.ts';

export class Subject {
  readonly recording: Recording;
  /** The whole one, as its file has it. */
  readonly scenario: Scenario;
  readonly #executed: Scenario;

  constructor(recording: Recording) {
    this.recording = recording;
    this.scenario = { ...recording.scenario, strategies: [], expect: [] };
    const { reduction } = recording;
    this.#executed = reduction === undefined ? this.scenario : reduceScenario(this.scenario, reduction);
  }

  /** @throws Error in words for the reader: options that the strategy does not take, a scenario that it cannot run in */
  planOf(use: Use): RunPlan {
    const strategy = builtIn[use.name];
    if (strategy === undefined) throw new Error(`${use.name} is no built-in strategy, so it cannot run in a page`);
    const options = readOptions(strategy, use.with);
    if ('problem' in options) throw new Error(options.problem);
    const unsuitable = this.#whyUnsuitable(use, options.value);
    if (unsuitable !== null) throw new Error(`${use.name} cannot run in this scenario: ${unsuitable}`);
    return planRun(this.#executed, this.useOf(use).as, strategy, options.value);
  }

  /** As the scenario has it, where it is the recording's own: a token is then one for the scenario's file. */
  readonly useOf = ({ name, with: options }: Use): StrategyUse => {
    const { use, as } = this.recording.strategy;
    return { use: name, as: use === name ? as : name, with: options };
  };

  infos(): readonly StrategyInfo[] {
    return Object.entries(builtIn).map(([name, strategy]) => {
      const options = readOptions(strategy, {});
      return {
        name,
        title: strategy.title,
        fields: optionFieldsOf(strategy),
        unsuitable: 'problem' in options ? options.problem : this.#whyUnsuitable({ name, with: {} }, options.value),
      };
    });
  }

  #whyUnsuitable({ name }: Use, options: never): string | null {
    const strategy = builtIn[name]!;
    const { actors, replicas } = this.#executed;
    const instance = strategy.create(options) as unknown as Readonly<Record<string, unknown>>;
    const kinds = new Set(actors.flatMap(({ operations }) => operations.map(({ kind }) => kind)));
    const missing = [...kinds].filter((kind) => kind !== 'sleep' && typeof instance[kind] !== 'function');
    if (missing.length > 0) return `it has no ${missing.join(' and no ')}`;
    if ((strategy.tables ?? []).length > 0 && replicas > 0) return 'it has tables of its own, which no replica has';
    return whyUnheard(this.#executed, strategy, options)?.because ?? null;
  }
}

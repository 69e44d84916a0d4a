/** What fuzzing remembers of the runs it has seen: how they failed, and which hand-offs they reached. */
import { factsOf } from '../../checkers/facts.ts';
import type { Anomaly } from '../../scenario.ts';
import type { RunPlan } from '../../scheduler/plan.ts';
import type { Run } from '../../scheduler/run.ts';
import type { HandOffData } from '../coverage/hand-offs.ts';
import { HandOffs } from '../coverage/hand-offs.ts';
import type { FailureData } from '../failures/book.ts';
import { FailureBook } from '../failures/book.ts';
import { failingAnomalies } from '../failures/failing.ts';
import type { Observer } from '../observer.ts';
import type { SchedulePicker } from '../policies/policy.ts';

/** Plain data, so that it can be sent from thread to thread as it is. */
export interface ObservationData {
  readonly failures: FailureData;
  readonly handOffs: HandOffData;
}

export class Observations implements Observer {
  readonly failures = new FailureBook();
  readonly handOffs = new HandOffs();
  readonly #anomalies: readonly Anomaly[];

  constructor({ scenario, strategyName }: RunPlan) {
    this.#anomalies = failingAnomalies(scenario.expect, strategyName);
  }

  observe(run: Run, { number, arm }: SchedulePicker, isSuspect: boolean): void {
    this.handOffs.add(run, number);
    if (isSuspect)
      this.failures.add(run, factsOf(run), this.#anomalies, number, arm ?? run.plan.scenario.explore.policy);
  }

  merge({ failures, handOffs }: ObservationData): void {
    this.failures.merge(failures);
    this.handOffs.merge(handOffs);
  }

  toData(): ObservationData {
    const { visitors, windows, seen } = this.handOffs;
    return { failures: this.failures.toData(), handOffs: { visitors, windows, seen } };
  }
}

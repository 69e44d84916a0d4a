/** Counts what the schedules of one exploration showed, and keeps the shortest schedule for each anomaly. */
import type { Checker, CheckResult } from '../../checkers/checker.ts';
import { OK } from '../../checkers/checker.ts';
import type { Facts } from '../../checkers/facts.ts';
import { factsOf } from '../../checkers/facts.ts';
import { loadsOf, readsAmong } from '../../checkers/loads.ts';
import { checkers } from '../../checkers/registry.ts';
import type { Problem } from '../../result.ts';
import type { Anomaly } from '../../scenario.ts';
import { ANOMALIES } from '../../scenario.ts';
import type { RunProblem } from '../../scheduler/problems.ts';
import type { Run } from '../../scheduler/run.ts';
import type { Operation } from '../../scheduler/step.ts';
import type { ArmRecord, ArmRecords } from './arms.ts';
import { addFinding, mergeArms, recordOf } from './arms.ts';
import type { CostSums } from './costs.ts';
import { addCosts, mergeCosts } from './costs.ts';
import type { Exemplar } from './exemplar.ts';
import { shorterOf, shorterThan } from './exemplar.ts';
import type { SchedulePicker } from '../policies/policy.ts';

export interface Finding {
  schedules: number;
  shortest: Exemplar | null;
}

/** What is counted one by one. */
const COUNTERS = [
  'executed',
  'blocked',
  'commuted',
  'unknown',
  'rechecked',
  'audited',
  'raced',
  'discarded',
  'judged',
] as const;

type Origin = Pick<SchedulePicker, 'arm' | 'number'>;

/** All of a tally is plain data, so that it can be sent from thread to thread as it is. */
export type TallyData = Omit<Tally, 'add' | 'addProblem' | 'listProblems' | 'merge'>;

export class Tally {
  executed = 0;
  /** Given up as redundant; not counted as executed. */
  blocked = 0;
  /** Repeated in another order that is held to be equivalent, to prove that it is. */
  commuted = 0;
  unknown = 0;
  rechecked = 0;
  /** Executed under audit, at least once. */
  audited = 0;
  raced = 0;
  discarded = 0;
  /** Executed and judged by every checker. */
  judged = 0;
  readonly reads = { total: 0, stale: 0, concurrentOld: 0 };
  /** Of the actors' reads: how many asked MySQL, and how often. */
  readonly mysql = { readsThatAsked: 0, selects: 0 };
  /** What schedules cost, where that is worth measuring. */
  readonly costs: CostSums = {};
  /** Of the actors, over all schedules. */
  readonly operations = { invoked: 0, completed: 0 };
  /** The actors that took a step in some schedule. */
  readonly entered = new Set<string>();
  readonly findings = Object.fromEntries(
    ANOMALIES.map((anomaly) => [anomaly, { schedules: 0, shortest: null }]),
  ) as Record<Anomaly, Finding>;
  /** By the arm of a portfolio; empty for other policies. */
  readonly arms: ArmRecords = {};
  readonly problems = new Map<string, { problem: RunProblem; schedules: number }>();

  /**
   * Judges one run. Returns whether it showed an anomaly or has no verdict: then it must be executed again.
   * @param origin where its schedule comes from
   */
  add(run: Run, origin?: Origin): boolean {
    if (run.isAbandoned && !run.isDiscarded) {
      this.blocked++;
      return false;
    }
    if (run.problem === null && run.isDiscarded) {
      this.discarded++;
      return false;
    }
    this.executed++;
    const arm = origin?.arm === undefined ? null : recordOf(this.arms, origin.arm);
    if (arm !== null) arm.executed++;
    if (run.problem !== null) {
      this.addProblem(run.problem);
      return false;
    }
    const facts = factsOf(run);
    const isSuspect = this.#judge(run, facts, arm, origin);
    this.#count(run, facts);
    return isSuspect;
  }

  /** A run without a verdict. */
  addProblem(problem: RunProblem): void {
    this.unknown++;
    this.#note(problem, 1);
  }

  /** In an order that does not depend on which was met first. */
  listProblems(): Problem[] {
    return [...this.problems.values()]
      .map(({ problem, schedules }) => ({ ...problem, schedules }))
      .sort((one, other) => (one.message < other.message ? -1 : 1));
  }

  /** Adds what another tally of the same cell has counted. In whatever order tallies are merged, the sum is the same. */
  merge(other: TallyData): void {
    for (const counter of COUNTERS) this[counter] += other[counter];
    addTo(this.reads, other.reads);
    addTo(this.mysql, other.mysql);
    mergeCosts(this.costs, other.costs);
    addTo(this.operations, other.operations);
    for (const actor of other.entered) this.entered.add(actor);
    for (const anomaly of ANOMALIES) {
      const [mine, { schedules, shortest }] = [this.findings[anomaly], other.findings[anomaly]];
      mine.schedules += schedules;
      if (shortest !== null) mine.shortest = mine.shortest === null ? shortest : shorterOf(mine.shortest, shortest);
    }
    mergeArms(this.arms, other.arms);
    for (const { problem, schedules } of other.problems.values()) this.#note(problem, schedules);
  }

  #note(problem: RunProblem, schedules: number): void {
    const known = this.problems.get(problem.message);
    if (known === undefined) this.problems.set(problem.message, { problem, schedules });
    else known.schedules += schedules;
  }

  #judge(run: Run, facts: Facts, arm: ArmRecord | null, origin: Origin | undefined): boolean {
    let isSuspect = false;
    let isJudged = true;
    for (const { anomaly, checker } of CHECKS) {
      const result = checkSafely(checker, facts);
      if (result === OK || result.kind === 'ok') continue;
      isSuspect = true;
      if (result.kind === 'unknown') {
        if (isJudged) this.unknown++;
        isJudged = false;
        this.#note({ kind: 'checker', message: `${anomaly}: ${result.reason}` }, 1);
      } else {
        const finding = this.findings[anomaly];
        finding.schedules++;
        finding.shortest = shorterThan(finding.shortest, run);
        if (arm !== null) addFinding(arm, anomaly, { schedules: 1, first: origin!.number });
      }
    }
    if (isJudged) this.judged++;
    return isSuspect;
  }

  #count(run: Run, facts: Facts): void {
    let reads = 0;
    for (const read of facts.reads) {
      if (read.isObserver) continue;
      reads++;
      if (read.returned < 0) continue;
      if (read.returned < read.acknowledged) this.reads.stale++;
      else if (read.returned < read.committed) this.reads.concurrentOld++;
    }
    this.reads.total += reads;
    const { operations, observedFrom } = run;
    const loads = loadsOf(run);
    this.mysql.selects += loads.length;
    this.mysql.readsThatAsked += loads.length < 2 ? loads.length : readsAmong(loads);
    if (run.plan.isMeasured) addCosts(this.costs, run, loads, facts, reads);
    for (const operation of operations) {
      if (operation.invokedAt >= observedFrom) break;
      this.operations.invoked++;
      if (operation.respondedAt >= 0) this.operations.completed++;
    }
    if (this.entered.size < run.actors.length) {
      for (const actor of run.actors) if (actor.taken > 0) this.entered.add(actor.name);
    }
    if (hasRaced(run)) this.raced++;
  }
}

function addTo<Key extends string>(sums: Record<Key, number>, others: Readonly<Record<Key, number>>): void {
  for (const key in others) sums[key] += others[key];
}

const CHECKS = ANOMALIES.map((anomaly): { anomaly: Anomaly; checker: Checker } => ({
  anomaly,
  checker: checkers[anomaly],
}));

/** A crash in a checker is `unknown`, never `ok`. */
function checkSafely(checker: Checker, facts: Facts): CheckResult {
  try {
    return checker.check(facts);
  } catch (error) {
    return { kind: 'unknown', reason: `the checker failed: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/**
 * Two operations of different actors on one key overlapped and one of them wrote, or a fault struck. Background work is about
 * any key; where herds are judged, reads race with each other.
 */
function hasRaced(run: Run): boolean {
  const { operations, observedFrom, steps, plan } = run;
  for (let i = 0; i < operations.length; i++) {
    const one = operations[i]!;
    if ((one.key === null && !isBackground(one)) || one.invokedAt >= observedFrom) continue;
    for (let j = i + 1; j < operations.length; j++) {
      const other = operations[j]!;
      if (other.actor === one.actor || other.invokedAt >= observedFrom) continue;
      if (other.key !== one.key && !isBackground(one) && !isBackground(other)) continue;
      if (one.kind === 'read' && other.kind === 'read' && plan.herdMax === null) continue;
      const end = one.respondedAt < 0 ? observedFrom : one.respondedAt;
      const otherEnd = other.respondedAt < 0 ? observedFrom : other.respondedAt;
      if (one.invokedAt <= otherEnd && other.invokedAt <= end) return true;
    }
  }
  return plan.scenario.faults.length > 0 && steps.some((step) => step.fault !== null);
}

function isBackground({ kind }: Operation): boolean {
  return kind === 'poll' || kind === 'message';
}

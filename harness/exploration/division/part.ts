/**
 * A shard's evidence as JSON: sums that are neither rounded nor judged yet, so that `stalemate merge` can add them up and
 * come to what one process would have come to. Whatever a tally learns to count has to travel here too.
 */
import { z } from 'zod';
import { COVERED_UNITS, PROBLEM_KINDS } from '../../result.ts';
import type { Anomaly } from '../../scenario.ts';
import { ANOMALIES } from '../../scenario.ts';
import type { Evidence } from '../verdict/evidence.ts';
import { COSTS } from '../verdict/costs.ts';
import type { Exemplar } from '../verdict/exemplar.ts';
import type { Finding, TallyData } from '../verdict/tally.ts';

const count = z.int().min(0);
const anomalies = z.array(z.enum(ANOMALIES));
/** Indices of choices, `0.2.1`: one line of JSON instead of one for each. */
const choices = z.string().regex(/^(\d+(\.\d+)*)?$/);

const exemplar = z.object({ schedule: z.string(), choices, length: count, switches: count });
/** `shown` stands for it in the result. */
const finding = z.object({ schedules: count, shortest: exemplar.nullable(), shown: exemplar.optional() });

const arm = z.object({
  executed: count,
  found: z.partialRecord(z.enum(ANOMALIES), z.object({ schedules: count, first: count })),
});

export const partSchema = z.object({
  /** Equal for shards of one run, and for no others: a digest of the scenario and of its budget. */
  scenario: z.string(),
  /** Equal for shards that have split the search in the same way. */
  split: z.string(),
  unit: z.enum(COVERED_UNITS),
  reach: z.object({ preemptions: count.nullable(), isCutOff: z.boolean() }).nullable(),
  unreduced: z.string().optional(),
  isSampled: z.boolean(),
  isComplete: z.boolean(),
  isStopped: z.boolean(),
  isOutOfTime: z.boolean(),
  budget: z.object({ runs: count.nullable(), timeMs: z.number().nullable() }),
  actors: z.array(z.string()),
  executed: count,
  blocked: count,
  commuted: count,
  unknown: count,
  rechecked: count,
  audited: count,
  raced: count,
  discarded: count,
  judged: count,
  reads: z.object({ total: count, stale: count, concurrentOld: count }),
  mysql: z.object({ readsThatAsked: count, selects: count }),
  costs: z.partialRecord(z.enum(COSTS), z.object({ schedules: count, sum: count, least: count, most: count })),
  operations: z.object({ invoked: count, completed: count }),
  entered: z.array(z.string()),
  findings: z.record(z.enum(ANOMALIES), finding),
  arms: z.record(z.string(), arm),
  problems: z.array(z.object({ kind: z.enum(PROBLEM_KINDS), message: z.string(), schedules: count })),
  /** What the real servers showed, schedule by schedule; null where they were not asked. */
  comparisons: z
    .array(
      z.object({
        choices,
        steps: count,
        differences: count,
        difference: z.string().nullable(),
        embedded: anomalies,
        real: anomalies,
      }),
    )
    .nullable(),
});

export type CellPart = z.infer<typeof partSchema>;

export function partOf(evidence: Evidence, scenario: string, split: string): CellPart {
  const { tally, comparisons, actors, shown, ...rest } = evidence;
  const { entered, problems, findings, ...counts } = plain(tally);
  return {
    scenario,
    split,
    ...rest,
    actors: [...actors],
    ...counts,
    entered: [...entered].sort(),
    findings: byAnomaly((anomaly) => {
      const { schedules, shortest } = findings[anomaly];
      const stands = shown[anomaly];
      return {
        schedules,
        shortest: shortest && jsonOf(shortest),
        ...(stands === undefined ? {} : { shown: jsonOf(stands) }),
      };
    }),
    problems: [...problems.values()].map(({ problem, schedules }) => ({ ...problem, schedules })),
    comparisons:
      comparisons?.map(({ indices, embedded, real, ...comparison }) => ({
        choices: indices.join('.'),
        ...comparison,
        embedded: [...embedded],
        real: [...real],
      })) ?? null,
  };
}

export function evidenceOf(part: CellPart): Evidence {
  const {
    scenario: _,
    split: __,
    unit,
    reach,
    unreduced,
    isSampled,
    isComplete,
    isStopped,
    isOutOfTime,
    ...rest
  } = part;
  const { budget, actors, comparisons, entered, findings, problems, ...counts } = rest;
  const tally: TallyData = {
    ...counts,
    entered: new Set(entered),
    findings: byAnomaly((anomaly): Finding => {
      const { schedules, shortest } = findings[anomaly];
      return { schedules, shortest: shortest && exemplarOf(shortest) };
    }),
    problems: new Map(problems.map(({ schedules, ...problem }) => [problem.message, { problem, schedules }])),
  };
  const shown = ANOMALIES.flatMap((anomaly) => {
    const one = findings[anomaly].shown;
    return one === undefined ? [] : [[anomaly, exemplarOf(one)] as const];
  });
  return {
    tally,
    shown: Object.fromEntries(shown),
    comparisons:
      comparisons?.map(({ choices: text, ...comparison }) => ({ indices: indicesOf(text), ...comparison })) ?? null,
    unit,
    reach,
    ...(unreduced === undefined ? {} : { unreduced }),
    isSampled,
    isComplete,
    isStopped,
    isOutOfTime,
    actors,
    budget,
  };
}

/** The fields of a tally without its methods. */
function plain(tally: TallyData): TallyData {
  return { ...tally };
}

function byAnomaly<Value>(of: (anomaly: Anomaly) => Value): Record<Anomaly, Value> {
  return Object.fromEntries(ANOMALIES.map((anomaly) => [anomaly, of(anomaly)])) as Record<Anomaly, Value>;
}

function jsonOf({ indices, ...rest }: Exemplar): z.infer<typeof exemplar> {
  return { ...rest, choices: indices.join('.') };
}

function exemplarOf({ choices: text, ...rest }: z.infer<typeof exemplar>): Exemplar {
  return { ...rest, indices: indicesOf(text) };
}

function indicesOf(text: string): number[] {
  return text === '' ? [] : text.split('.').map(Number);
}

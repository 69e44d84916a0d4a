/** What each arm of a portfolio has executed and shown. Plain data that can be added up in any order. */
import type { ArmResult } from '../../result.ts';
import type { Anomaly } from '../../scenario.ts';
import { ANOMALIES } from '../../scenario.ts';
import { GUIDED } from '../coverage/guided.ts';
import { ARMS } from '../policies/portfolio.ts';

export interface ArmRecord {
  executed: number;
  readonly found: Partial<Record<Anomaly, ArmFinding>>;
}

interface ArmFinding {
  schedules: number;
  /** The number of the first of them, among those of all arms. */
  first: number;
}

const NOTHING: ArmRecord = { executed: 0, found: {} };

export type ArmRecords = Record<string, ArmRecord>;

export function recordOf(records: ArmRecords, arm: string): ArmRecord {
  return (records[arm] ??= { executed: 0, found: {} });
}

export function addFinding({ found }: ArmRecord, anomaly: Anomaly, { schedules, first }: ArmFinding): void {
  const known = (found[anomaly] ??= { schedules: 0, first });
  known.schedules += schedules;
  known.first = Math.min(known.first, first);
}

export function mergeArms(records: ArmRecords, others: ArmRecords): void {
  for (const [arm, { executed, found }] of Object.entries(others)) {
    const record = recordOf(records, arm);
    record.executed += executed;
    for (const anomaly of ANOMALIES) if (found[anomaly] !== undefined) addFinding(record, anomaly, found[anomaly]);
  }
}

/** Arms in the order of the portfolio, then that of fuzzing which learns. */
const ORDER: readonly string[] = [...ARMS, GUIDED];

/** Null where no portfolio was at work. */
export function portfolioOf(records: ArmRecords): ArmResult[] | null {
  const all = Object.values(records);
  if (all.length === 0) return null;
  const firstOf = (anomaly: Anomaly): number => Math.min(...all.map(({ found }) => found[anomaly]?.first ?? Infinity));
  return ORDER.filter((arm) => arm !== GUIDED || records[arm] !== undefined).map((arm) => {
    const { executed, found } = records[arm] ?? NOTHING;
    const shown = ANOMALIES.filter((anomaly) => found[anomaly] !== undefined);
    return {
      arm,
      executed,
      found: Object.fromEntries(shown.map((anomaly) => [anomaly, found[anomaly]!.schedules])),
      first: shown.filter((anomaly) => found[anomaly]!.first === firstOf(anomaly)),
    };
  });
}

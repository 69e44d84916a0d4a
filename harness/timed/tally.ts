/** What the runs of a load come to, as evidence like that of an exploration: a run is one sampled schedule. */
import { Tally } from '../exploration/verdict/tally.ts';
import type { Anomaly } from '../scenario.ts';
import { ANOMALIES } from '../scenario.ts';
import type { RunData } from './measures.ts';
import type { Simulated } from './simulate.ts';

/** Whether a run showed it. A herd is one only where the scenario says from what size on. */
const SHOWS: Readonly<Record<Anomaly, (run: RunData, herdMax: number) => boolean>> = {
  'stale-read': ({ sums }) => sums.stale > 0,
  'dirty-read': ({ sums }) => sums.dirty > 0,
  'read-your-writes': ({ sums }) => sums.readYourWrites > 0,
  'monotonic-reads': ({ sums }) => sums.monotonicReads > 0,
  'stale-at-rest': ({ sums }) => sums.staleAtRest > 0,
  'lost-update': ({ sums }) => sums.lostUpdates > 0,
  resurrected: ({ sums }) => sums.resurrected > 0,
  // It takes cache levels, which a load has not.
  'ttl-inversion': () => false,
  'thundering-herd': ({ peaks }, herdMax) => peaks.herd > herdMax,
};

export function tallyOf(results: readonly Simulated[], herdMax = Infinity): Tally {
  const tally = new Tally();
  for (const result of results) {
    tally.executed++;
    if ('problem' in result) {
      tally.addProblem(result.problem);
      continue;
    }
    const run = result.data;
    const { sums } = run;
    tally.judged++;
    if (sums.reads > 0 && sums.writes > 0) tally.raced++;
    tally.reads.total += sums.reads;
    tally.reads.stale += sums.stale;
    tally.reads.concurrentOld += sums.concurrentOld;
    tally.mysql.readsThatAsked += sums.readsThatAsked;
    tally.mysql.selects += sums.selectsOfReads;
    const completed = sums.reads + sums.writes;
    tally.operations.completed += completed;
    tally.operations.invoked += completed + sums.failedReads + sums.failedWrites;
    for (const anomaly of ANOMALIES) if (SHOWS[anomaly](run, herdMax)) tally.findings[anomaly].schedules++;
  }
  return tally;
}

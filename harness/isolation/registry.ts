/** The rows of the matrix, in the order in which it shows them. */
import type { Anomaly } from './anomaly.ts';
import * as lostDecisions from './anomalies/lost-decisions.ts';
import * as movingReads from './anomalies/moving-reads.ts';
import * as uncommitted from './anomalies/uncommitted.ts';

export const isolationAnomalies: readonly Anomaly[] = [
  uncommitted.dirtyWrite,
  uncommitted.abortedRead,
  uncommitted.intermediateRead,
  uncommitted.circularFlow,
  uncommitted.vanishing,
  movingReads.fuzzyRead,
  movingReads.phantom,
  movingReads.phantomForWrite,
  lostDecisions.lostUpdate,
  lostDecisions.lostUpdateForUpdate,
  lostDecisions.lostUpdateCompareAndSet,
  movingReads.readSkew,
  movingReads.readSkewByCondition,
  movingReads.readSkewForWrite,
  lostDecisions.writeSkew,
  lostDecisions.writeSkewForShare,
  lostDecisions.writeSkewByCondition,
  lostDecisions.writeSkewByConditionForUpdate,
];

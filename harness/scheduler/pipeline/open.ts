import type { Run } from '../run.ts';
import { BinlogPipeline } from './binlog-pipeline.ts';
import { KafkaPipeline } from './kafka-pipeline.ts';
import type { Pipeline } from './pipeline.ts';

/** The pipeline that the scenario asks for. Its lanes come after the run's actors so far. */
export function openPipeline(run: Run): Pipeline {
  const { pipeline } = run.plan.scenario;
  return pipeline.kind === 'kafka' ? new KafkaPipeline(run, pipeline) : new BinlogPipeline(run);
}

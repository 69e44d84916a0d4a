/** The pipeline, and what other parts of the file say about it: its lanes and its steps. */
import type { PipelinePlan } from '../../harness/scenario.ts';
import { laneNames } from '../../harness/scheduler/pipeline/pipeline.ts';
import type { Path, Report } from '../problem.ts';
import { KAFKA_FIELDS } from '../schema-pipeline.ts';
import { didYouMean, oneOf, quoted } from '../words.ts';
import type { Draft } from './draft.ts';
import { replicasOf } from './replicas.ts';

export function checkPipeline(draft: Draft, report: Report): void {
  const { pipeline } = draft;
  if (typeof pipeline !== 'object') return;
  const { kind, source, consumers = 1, partitions = consumers } = pipeline;
  if (source === 'replica' && replicasOf(draft) === 0) {
    const message = 'found `source: replica`, but the topology has no replica';
    report({ at: ['pipeline', 'source'], message, fix: 'add `topology: { replicas: 1 }`' });
  }
  if (kind === 'kafka' && consumers > partitions) {
    report({
      at: ['pipeline', 'consumers'],
      message: `found ${consumers} consumers for ${partitions} partition${partitions === 1 ? '' : 's'}, so that some would never be given a message`,
      fix: `write at most ${quoted(`consumers: ${partitions}`)}, or raise \`partitions\``,
    });
  }
  if (kind !== 'binlog') return;
  for (const field of KAFKA_FIELDS) {
    if (pipeline[field] === undefined) continue;
    report({
      at: ['pipeline', field],
      on: 'key',
      message: `found ${quoted(field)} beside \`kind: binlog\`, expected it with \`kafka\` only`,
      fix: 'remove it, or write `kind: kafka`',
    });
  }
}

/** Null where the file does not say it in a form that can be read. */
function pipelineOf(draft: Draft): PipelinePlan | null {
  const { pipeline } = 'pipeline' in draft ? draft : { pipeline: 'binlog' as const };
  if (pipeline === undefined) return null;
  const { kind, consumers = 1 } = typeof pipeline === 'string' ? { kind: pipeline } : pipeline;
  if (kind === undefined) return null;
  return kind === 'binlog'
    ? { kind }
    : { kind, consumers, partitions: consumers, key: 'primary-key', commit: 'after-handling' };
}

/** Whether there can be such a step: events come from the binlog, or from Kafka, not from both. */
export function checkPipelineStep(draft: Draft, step: string, at: Path, report: Report): void {
  const kind = pipelineOf(draft)?.kind;
  const [store] = step.split('.');
  if (kind === 'binlog' && store === 'kafka') {
    const message = `found ${quoted(step)}, but changes come straight from the binlog in this file`;
    report({ at, message, fix: 'write `pipeline: kafka`, or use `binlog.deliver`' });
  } else if (kind === 'kafka' && store === 'binlog') {
    const message = `found ${quoted(step)}, but changes come through Kafka in this file`;
    report({ at, message, fix: 'use `kafka.deliver`, or `kafka.send` for the way to Kafka' });
  }
}

/** Without Kafka there is no group whose members change. */
export function checkRebalance(draft: Draft, at: Path, report: Report): void {
  if (pipelineOf(draft)?.kind !== 'binlog') return;
  const message = 'found `rebalance`, but changes come straight from the binlog in this file, to one consumer';
  report({ at, message, fix: 'write `pipeline: kafka`, or remove the fault' });
}

/** A lane of the pipeline, by its own name or, for all consumers, by that of the group. */
export function checkPipelineActor(draft: Draft, name: string, at: Path, report: Report, isGroup: boolean): void {
  const pipeline = pipelineOf(draft);
  if (pipeline === null) return;
  const names = laneNames(pipeline);
  if (names.includes(name) || (isGroup && name === 'consumer')) return;
  const message = `found ${quoted(name)}, which is no part of the pipeline of this file`;
  report({ at, message, fix: didYouMean(name, names, `write ${oneOf(names)}`) });
}

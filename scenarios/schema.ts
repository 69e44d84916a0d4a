/**
 * The form of a scenario file: the public interface, field by field. The JSON Schema for editors is generated from it.
 * It says what a file may contain; what fields mean together is checked in `checks/`. Nothing is transformed here, so that a
 * checked file still looks like the file.
 */
import { z } from 'zod';
import { actorSchema } from './schema-actors.ts';
import { topologySchema } from './schema-environment.ts';
import { exploreSchema, expectationSchema, faultSchema, stepReference, strategySchema } from './schema-explore.ts';
import { hint, list, mapping, wholeNumber } from './hint.ts';
import { pipelineSchema } from './schema-pipeline.ts';
import { loadSchema, thresholdSchema, timingSchema } from './schema-timed.ts';
import { actorName, itemKey, itemValue, prose, scenarioName } from './scalars.ts';

export const SCENARIO_VERSION = 1;
/** Far beyond what anyone can explore; they keep checks of a file that a program has written from taking forever. */
const ACTORS_MAX = 256;
const FAULTS_MAX = 256;
const HERD_MAX = 1_000_000;

const shape = {
  version: z
    .literal(SCENARIO_VERSION, hint('the format version 1', 'write `version: 1`, without quotes'))
    .describe('The version of this file format.'),
  name: scenarioName.describe('What results call this scenario. Small letters and hyphens read best.'),
  title: prose.optional().describe('One sentence: what happens in this scenario. Default: the name.'),
  description: prose.optional().describe('Prose for people: why the scenario is interesting.'),
  tags: z
    .array(prose, hint('a list of words', 'write it as `tags: [race]`'))
    .optional()
    .describe('Words to select scenarios by.'),
  rows: z
    .record(itemKey, itemValue, hint('a mapping of keys to values', 'write it as `rows: { "item:1": v1 }`'))
    .optional()
    .describe(
      'MySQL before the run: key → value. The row has what stands behind the colon of the key as its id. Default: no rows.',
    ),
  warm: z
    .array(itemKey, hint('a list of keys', 'write it as `warm: ["item:1"]`'))
    .optional()
    .describe('Keys that the strategy itself has read once before the run, on every node. Default: a cold cache.'),
  topology: topologySchema.optional().describe('Service instances, cache levels and replicas.'),
  pipeline: pipelineSchema.optional().describe('How committed row changes come to the strategy. Default: binlog.'),
  actors: z
    .record(
      actorName,
      actorSchema,
      hint('a mapping of actor names to actors', 'write it as `actors: { reader: { steps: [ { read: "item:1" } ] } }`'),
    )
    .refine((actors) => Object.keys(actors).length > 0, hint('at least one actor', 'add an actor with `steps`'))
    .refine(
      (actors) => Object.keys(actors).length <= ACTORS_MAX,
      hint(`at most ${ACTORS_MAX} actors`, 'use `count` for actors that do the same, or split the scenario'),
    )
    .optional()
    .describe('The sequential processes whose steps are interleaved. Needed, but with policy `timed`.'),
  faults: z
    .array(faultSchema, hint('a list of faults', 'write it as `faults: [ { kind: flush, times: 1 } ]`'))
    .max(FAULTS_MAX, hint(`at most ${FAULTS_MAX} faults`, 'use `max` for several faults of a kind'))
    .optional()
    .describe('What goes wrong. Each is an actor of its own, and the policy chooses when it strikes.'),
  strategies: list(
    strategySchema,
    'a list of at least one strategy',
    'write it as `strategies: [cache-aside]`',
  ).describe('The strategies that are judged, each on its own.'),
  explore: exploreSchema.optional().describe('How schedules are chosen. Default: exhaustive.'),
  schedule: list(
    stepReference,
    'a list of step references',
    'write it as `schedule: [reader.redis.get, writer.mysql.update]`',
  )
    .optional()
    .describe('Pins the whole order, instead of `explore`.'),
  steer: z
    .union([
      list(stepReference, 'a list of step references', 'write it as `steer: [reader.redis.get, writer.mysql.update]`'),
      list(
        list(stepReference, 'a list of step references', 'write it as `[reader.redis.get, writer.mysql.update]`'),
        'a list of chains',
        'write it as `steer: [[reader.redis.get, writer.mysql.update]]`',
      ),
    ])
    .optional()
    .describe(
      'Pins a part of the order: these steps keep the order of the list (or of each list), the others are free.',
    ),
  timing: timingSchema.optional().describe('How long steps take. Policy `timed` only.'),
  load: loadSchema.optional().describe('How many operations arrive. Policy `timed` only.'),
  expect: z
    .array(
      expectationSchema,
      hint('a list of expectations', 'write it as `expect: [ { strategy: all, anomaly: dirty-read, is: never } ]`'),
    )
    .optional()
    .describe('What must hold for the run to pass.'),
  herd_max: wholeNumber(1, HERD_MAX)
    .optional()
    .describe(
      'How many reads may load one version of a row from MySQL; more are a `thundering-herd`. Default: 1 where an expectation names that anomaly; else it is not judged.',
    ),
  thresholds: z
    .array(
      thresholdSchema,
      hint(
        'a list of thresholds',
        'write it as `thresholds: [ { metric: stale_read_rate, strategy: all, max: 0.1% } ]`',
      ),
    )
    .optional()
    .describe('Limits for metrics that are estimated by sampling.'),
};

export const scenarioSchema = mapping(
  shape,
  'a scenario: a mapping with `version`, `name`, `actors` and `strategies`',
  'start with `version: 1`, or let `stalemate init` write an example',
);

/** A scenario as it stands in the file, its form checked. */
export type ScenarioFile = z.infer<typeof scenarioSchema>;

import { z } from 'zod';
import { hint, list, mapping, wholeNumber } from './hint.ts';
import { actorName, durationText, itemKey, itemValue, startText } from './scalars.ts';

export const STEP_KINDS = ['read', 'write', 'insert', 'delete', 'sleep'] as const;
export const ACTOR_COUNT_MAX = 64;
export const NODES_MAX = 64;

/** One mapping with all the keys rather than a union: "unknown key" then names the one misspelt key. */
export const stepSchema = mapping(
  {
    read: itemKey.optional().describe('Reads this key through the strategy.'),
    write: itemKey.optional().describe('Updates the row of this key through the strategy. The row must exist.'),
    insert: itemKey.optional().describe('Inserts the row of this key through the strategy.'),
    delete: itemKey.optional().describe('Deletes the row of this key through the strategy.'),
    sleep: durationText.optional().describe('Waits in virtual time.'),
    value: itemValue
      .optional()
      .describe(
        'With `write` and `insert`: the value. Left out, each one gets a unique value: `writer-1`, `writer-2`.',
      ),
    node: wholeNumber(1, NODES_MAX)
      .optional()
      .describe(
        'The service instance that handles the operation. Default: instance n of an actor uses node n, in turn.',
      ),
  },
  'a step such as { read: "item:1" }',
  'write one of { read: … }, { write: … }, { insert: … }, { delete: … } or { sleep: 50ms }',
).meta({ oneOf: STEP_KINDS.map((kind) => ({ type: 'object', required: [kind] })) });

export const actorSchema = mapping(
  {
    count: wholeNumber(1, ACTOR_COUNT_MAX)
      .optional()
      .describe('How many instances: 2 makes reader1 and reader2. Default: one, called just `reader`.'),
    after: z
      .array(actorName, hint('a list of actor names', 'write it as `after: [writer]`'))
      .optional()
      .describe('Starts when these actors have ended. The name of an actor with a count means all its instances.'),
    start: startText
      .optional()
      .describe(
        'Does not start before this virtual time: `100ms`. Of a range `100ms..200ms` the policies that choose the order use the earlier end; policy `timed` draws from it.',
      )
      .meta({ examples: ['100ms', '100ms..200ms'] }),
    steps: list(stepSchema, 'a list of at least one step', 'write it as `steps: [ { read: "item:1" } ]`').describe(
      'What the actor does, one after the other.',
    ),
  },
  'an actor such as { steps: [ { read: "item:1" } ] }',
  'write it as `reader: { steps: [ { read: "item:1" } ] }`',
);

export type StepInFile = z.infer<typeof stepSchema>;

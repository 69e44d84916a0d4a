import { defineCommand } from 'citty';
import { scenarioJsonSchema } from '../../scenarios/json-schema.ts';
import { checkArguments } from '../arguments.ts';
import { catalogue } from '../strategies.ts';
import { printJson } from '../terminal.ts';

export const schema = defineCommand({
  meta: { name: 'schema', description: 'Print the JSON Schema of scenario files, for completion in editors' },
  run: async ({ rawArgs }) => {
    checkArguments(rawArgs, {}, 'schema');
    await printJson(scenarioJsonSchema(catalogue));
    return 0;
  },
});

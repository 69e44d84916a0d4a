import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { defineCommand } from 'citty';
import { scenarioJsonSchema } from '../../scenarios/json-schema.ts';
import { checkArguments } from '../arguments.ts';
import { CliError } from '../errors.ts';
import { packageRoot } from '../package-root.ts';
import { catalogue } from '../strategies.ts';
import { ADAPTER, FIRST_STRATEGY, SCENARIO, STRATEGY } from '../templates.ts';
import { print } from '../terminal.ts';

export const init = defineCommand({
  meta: {
    name: 'init',
    description:
      'Write a first scenario, a first strategy and the schema: init [DIR], default scenarios/. Or one commented strategy: init strategy [FILE.ts], or what takes your service as it is: init adapter [FILE.ts]',
  },
  run: async ({ args, rawArgs }) => {
    checkArguments(rawArgs, {}, 'init');
    if (args._[0] === 'strategy') return initFile('strategy', STRATEGY, args._[1] ?? 'my-strategy.ts');
    if (args._[0] === 'adapter') return initFile('adapter', ADAPTER, args._[1] ?? 'my-cache.ts');
    const directory = args._[0] ?? 'scenarios';
    const files = {
      'my-race.yaml': SCENARIO,
      'my-strategy.ts': FIRST_STRATEGY,
      'scenario.schema.json': `${JSON.stringify(scenarioJsonSchema(catalogue), null, 2)}\n`,
    };
    const paths = await writeNew(directory, files);
    await print(`${paths.map((path) => `wrote ${path}`).join('\n')}\nNext: npx stalemate run ${directory}\n`);
    return 0;
  },
});

async function initFile(what: 'strategy' | 'adapter', text: string, file: string): Promise<number> {
  if (!/\.[cm]?[jt]s$/.test(file))
    throw new CliError(`init ${what}: found ${file}, expected the name of a TypeScript file. Fix: ${file}.ts`);
  const [path] = await writeNew(dirname(file), { [basename(file)]: text });
  const shown = isAbsolute(path!) ? path! : `./${path!}`;
  // In a clone that is `scenarios/standard`, elsewhere a folder of the installed package.
  const library = relative('.', join(packageRoot, 'scenarios', 'standard'))
    .split(sep)
    .join('/');
  await print(
    `wrote ${path!}\nNext: npx stalemate explain ${shown}\n      npx stalemate run ${library} --strategy ${shown}\n`,
  );
  return 0;
}

/** @throws CliError when one of them is there already; then none is written */
async function writeNew(directory: string, files: Readonly<Record<string, string>>): Promise<string[]> {
  const paths = Object.keys(files).map((name) => join(directory, name));
  const present = paths.filter((path) => existsSync(path));
  if (present.length > 0) {
    throw new CliError(
      `init: ${present.join(', ')} exist already, and nothing was written. Fix: name another ${paths.length > 1 ? 'folder' : 'file'}`,
    );
  }
  await mkdir(directory, { recursive: true });
  await Promise.all(Object.values(files).map((text, i) => writeFile(paths[i]!, text)));
  return paths;
}

/** The manifests of examples/scale-out, and the commands in them, held against the command line itself. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ArgsDef } from 'citty';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { checkArguments, shardOf } from './arguments.ts';
import { fuzz } from './commands/fuzz.ts';
import { merge } from './commands/merge.ts';
import { queue } from './commands/queue.ts';
import { run } from './commands/run.ts';
import { worker } from './commands/worker.ts';
import { packageRoot } from './package-root.ts';
import { PREFIX, queueName } from './queue/keys.ts';
import { MODES } from './queue/unit.ts';

const DIRECTORY = join(packageRoot, 'examples', 'scale-out');
const COMMANDS = { fuzz, merge, queue, run, worker };
const files = readdirSync(DIRECTORY).filter((name) => name.endsWith('.yaml'));
const textOf = (file: string): string => readFileSync(join(DIRECTORY, file), 'utf8');

describe.each(files)('%s', (file) => {
  it('is YAML, of which each document says what it is', () => {
    const documents = parseAllDocuments(textOf(file), { uniqueKeys: true });
    for (const document of documents) {
      expect(document.errors).toEqual([]);
      const content = document.toJS() as Record<string, unknown>;
      if (file === 'compose.yaml') expect(Object.keys(content)).toEqual(['services', 'volumes']);
      else
        expect(content).toMatchObject({
          apiVersion: expect.any(String),
          kind: expect.any(String),
          metadata: { name: expect.any(String) },
        });
    }
  });

  it('calls commands that there are, with options that they have', () => {
    for (const [name, ...args] of commandsIn(file)) {
      expect(Object.keys(COMMANDS), `${file}: ${name}`).toContain(name);
      const { args: known } = COMMANDS[name as keyof typeof COMMANDS];
      expect(() => checkArguments(args, known as ArgsDef, name!), `${name} ${args.join(' ')}`).not.toThrow();
    }
  });
});

it('finds the commands of each file that has some', () => {
  const counts = Object.fromEntries(files.map((file) => [file, commandsIn(file).length]));
  expect(counts).toEqual({ 'compose.yaml': 2, 'indexed-job.yaml': 2, 'workers-hpa.yaml': 0, 'workers.yaml': 2 });
});

it('gives each pod of the Indexed Job a shard of its own, and waits for all of them', () => {
  const text = textOf('indexed-job.yaml');
  const [job] = parseAllDocuments(text)
    .map((document) => document.toJS() as { kind: string; spec: { completions?: number; completionMode?: string } })
    .filter(({ spec }) => spec.completionMode === 'Indexed');
  const { completions } = job!.spec;
  for (let index = 0; index < completions!; index++)
    expect(shardOf(`${index + 1}/${completions}`)).toEqual({ index: index + 1, count: completions });
  expect(text).toContain(`--shard $((JOB_COMPLETION_INDEX + 1))/${completions} `);
  expect(text).toContain(`-eq ${completions} ]`);
});

it('scales by a list that the queue has', () => {
  const lists = [...textOf('workers.yaml').matchAll(/\{stalemate\}:\w+:\w+/g)].map(([list]) => list);
  const waiting = MODES.map((mode) => `${PREFIX}:${queueName(mode)}:wait`);
  expect(lists.length).toBeGreaterThan(0);
  for (const list of lists) expect(waiting).toContain(list);
});

/** Lists of words in `command` and `args`, and what is behind `npx stalemate` or `--` in a line of a shell. */
function commandsIn(file: string): string[][] {
  const text = textOf(file);
  const lists = [...text.matchAll(/^ *(?:command|args): \[((?:worker|fuzz|run|merge|queue)\b.*)\]$/gm)].map(
    ([, words]) => words!.split(',').map((word) => word.trim().replaceAll('"', '')),
  );
  const lines = [
    ...text.matchAll(
      /(?:npx stalemate|stalemate:1 --) ((?:[^\s>"]|\$\(\([^)]*\)\))+(?: (?:\$\(\([^)]*\)\)|[^\s>"])+)*)/g,
    ),
  ].map(([, words]) => words!.replace(/\$\(\([^)]*\)\)/g, '1').split(' '));
  return [...lists, ...lines];
}

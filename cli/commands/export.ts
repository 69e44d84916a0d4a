import { join } from 'node:path';
import { defineCommand } from 'citty';
import type { Result } from '../../harness/result.ts';
import type { ExporterName } from '../../reports/counterexample/registry.ts';
import { EXPORTER_NAMES, exporters } from '../../reports/counterexample/registry.ts';
import { type Subject, subjectOf } from '../../reports/counterexample/subject.ts';
import { summarise } from '../../reports/model/summary.ts';
import { didYouMean } from '../../scenarios/words.ts';
import { checkArguments, list } from '../arguments.ts';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { writeDocument } from '../reporters/write.ts';
import { readResults } from '../result/read.ts';
import { print } from '../terminal.ts';

const args = {
  as: {
    type: 'string',
    valueHint: 'NAME,…',
    description: `In which form: ${EXPORTER_NAMES.join(', ')}. Default: text`,
  },
  output: { type: 'string', alias: 'o', valueHint: 'DIR', description: 'A file there for each, in place of stdout' },
} as const;

export const exportCommand = defineCommand({
  meta: {
    name: 'export',
    description:
      'Write counterexamples of a result as diagrams and files: stalemate export result.json [FAILURE…] --as mermaid. Without --as: which there are',
  },
  args,
  run: async ({ args: given, rawArgs }) => {
    checkArguments(rawArgs, args, 'export');
    const [file, ...ids] = given._;
    if (file === undefined)
      throw new CliError(
        'export: found no file, expected a result. Fix: stalemate export stalemate-report/report.json',
      );
    const names = formsOf(list(given.as));
    const [read] = await readResults([file]);
    const all = subjectsOf(read!.result);
    if (all.length === 0) throw new CliError(`${file}: there is no counterexample in it`, exitCodes.noMatch);
    const chosen = chooseOf(all, ids, file);
    if (given.as === undefined && given.output === undefined && chosen.length > 1) {
      await print(chosen.map(({ id, because }) => `${id}\n  ${because}\n`).join(''));
      return exitCodes.pass;
    }
    await write(documentsOf(chosen, names), given.output);
    return exitCodes.pass;
  },
});

interface Exported {
  readonly name: string;
  readonly text: string;
}

function documentsOf(subjects: readonly Subject[], names: readonly ExporterName[]): readonly Exported[] {
  const documents = subjects.flatMap((subject) =>
    names.flatMap((name): Exported[] => {
      const text = exporters[name].make(subject);
      return text === null ? [] : [{ name: `${subject.id}.${exporters[name].extension}`, text }];
    }),
  );
  if (documents.length > 0) return documents;
  throw new CliError(
    `export: the result does not hold what ${names.join(', ')} needs. Fix: use a result of this version`,
    exitCodes.noMatch,
  );
}

async function write(documents: readonly Exported[], directory: string | undefined): Promise<void> {
  if (directory !== undefined) {
    for (const { name, text } of documents) {
      const path = join(directory, name);
      await writeDocument(path, text, '--output');
      await print(`${path}\n`);
    }
    return;
  }
  if (documents.length === 1) return print(documents[0]!.text);
  throw new CliError(
    `export: found ${documents.length} documents for stdout, expected one. Fix: name one failure and one form, or --output DIR`,
  );
}

function subjectsOf(result: Result): readonly Subject[] {
  const { summary, details } = summarise(result);
  return summary.failures.map((failure) => {
    const cell = summary.cells[failure.cell]!;
    return { ...subjectOf(failure, cell, summary.stalemate), ...details.get(failure.id)! };
  });
}

function chooseOf(all: readonly Subject[], ids: readonly string[], file: string): readonly Subject[] {
  const known = all.map(({ id }) => id);
  const problems = ids
    .filter((id) => !known.includes(id))
    .map(
      (id) =>
        `${file}: it has no failure ${id}. Fix: ${didYouMean(id, known, `one of ${known.slice(0, 10).join(', ')}`)}`,
    );
  if (problems.length > 0) throw new CliError(problems.join('\n'));
  return ids.length === 0 ? all : all.filter(({ id }) => ids.includes(id));
}

function formsOf(words: readonly string[]): readonly ExporterName[] {
  const isForm = (word: string): word is ExporterName => EXPORTER_NAMES.some((name) => name === word);
  const problems = words
    .filter((word) => !isForm(word))
    .map(
      (word) => `--as: found "${word}". Fix: ${didYouMean(word, EXPORTER_NAMES, `use ${EXPORTER_NAMES.join(', ')}`)}`,
    );
  if (problems.length > 0) throw new CliError(problems.join('\n'));
  return words.length === 0 ? ['text'] : words.filter(isForm);
}

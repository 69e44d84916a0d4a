/** `run --watch`: what a round is, which files it depends on, and the servers that all rounds share. */
import { readdir } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { failureOf } from '../../harness/exploration/cell.ts';
import { findScenarios } from '../../scenarios/find.ts';
import { isModulePath } from '../../scenarios/strategy-name.ts';
import type { Result } from '../../harness/result.ts';
import { type OpenEngines, openEngines } from '../engines.ts';
import { explainError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { type SelectedScenario, selectScenarios } from '../load-scenarios.ts';
import { say } from '../terminal.ts';
import { forgetUserFiles, loadedUserFiles } from '../user-module.ts';
import { cellsIn, type Cells, execute, needsOfCells } from './execute.ts';
import type { Order } from './order.ts';
import { watch } from './rounds.ts';

/** @returns the exit code */
export async function watchOrder(order: Order): Promise<number> {
  const engines = new KeptEngines(order);
  let selected: readonly SelectedScenario[] = [];
  let isFirst = true;
  const load = async (): Promise<Cells> => {
    forgetUserFiles();
    selected = await selectScenarios(order.patterns, order.strategies);
    return cellsIn(order, selected);
  };
  const round = async (isInterrupted: () => boolean): Promise<Result | null> => {
    const cells = await load().catch((error: unknown) => tell(error, isFirst));
    isFirst = false;
    return cells === null || isInterrupted() ? null : execute(order, cells, await engines.openFor(cells));
  };
  try {
    return await watch({ round, files: () => filesOf(order, selected), nameOf: (file) => relative('.', file) });
  } finally {
    await engines.close();
  }
}

/** @throws what no change of a file mends: a bug of ours, and at first, names that match nothing */
function tell(error: unknown, isFirst: boolean): null {
  const { text, exitCode } = explainError(error);
  if (exitCode === exitCodes.internal || (isFirst && exitCode === exitCodes.noMatch)) throw error;
  say(text);
  return null;
}

/** Absolute paths of the scenarios, of the strategies with all that they import, and of profiles. */
async function filesOf(order: Order, selected: readonly SelectedScenario[]): Promise<readonly string[]> {
  const { patterns, strategies } = order;
  const found = await findScenarios(patterns.length === 0 ? ['scenarios'] : patterns).catch(() => []);
  const scenarios = found.map(({ file }) => resolve(file));
  const profiles = selected.flatMap(({ scenario: { file, timed } }) =>
    timed?.profile === undefined ? [] : [resolve(dirname(file), timed.profile.file)],
  );
  const modules = [
    ...strategies.filter(isModulePath).map((path) => resolve(path)),
    ...loadedUserFiles(),
    // Perhaps one of them is named by a scenario that could not be loaded, or is imported by a module that could not.
    ...(await modulesBeside(scenarios)),
  ];
  return [...new Set([...scenarios, ...profiles, ...modules])];
}

async function modulesBeside(files: readonly string[]): Promise<string[]> {
  const folders = [...new Set(files.map(dirname))];
  const lists = folders.map(async (folder) => {
    const names = await readdir(folder).catch(() => []);
    return names.filter(isModulePath).map((name) => join(folder, name));
  });
  return (await Promise.all(lists)).flat();
}

/** Starting servers takes longer than most rounds. */
class KeptEngines {
  readonly #order: Order;
  #open: { readonly engines: OpenEngines; readonly needs: string } | null = null;

  constructor(order: Order) {
    this.#order = order;
  }

  /** Those of the last round, unless they were lost or lack something by now. */
  async openFor(cells: Cells): Promise<OpenEngines> {
    const needs = needsOfCells(cells);
    const text = JSON.stringify(needs);
    if (this.#open !== null && this.#open.needs === text && failureOf(this.#open.engines.engines) === null)
      return this.#open.engines;
    await this.close();
    const engines = await openEngines(this.#order.engines, say, needs);
    this.#open = { engines, needs: text };
    return engines;
  }

  async close(): Promise<void> {
    await this.#open?.engines.close().catch(() => {});
    this.#open = null;
  }
}

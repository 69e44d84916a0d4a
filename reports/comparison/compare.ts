/** Two results of the same work, before and after: what is new, what is gone, what has changed, and what cannot be compared. */
import type { CellResult, Result } from '../../harness/result.ts';
import { list } from '../model/wording.ts';
import { type Change, changesOf } from './changes.ts';
import { settingDifferences } from './settings.ts';

export interface Comparison {
  /** What a reader should know, and what forbids nothing: other versions. */
  readonly notes: readonly string[];
  /** Cells of both, in the order of the later result. */
  readonly cells: readonly ComparedCell[];
  /** Cells of one of them alone. */
  readonly added: readonly CellName[];
  readonly removed: readonly CellName[];
}

export interface CellName {
  readonly scenario: string;
  readonly strategy: string;
}

export interface ComparedCell extends CellName {
  /** Settings that are not the same; where there is one, the figures are not compared. */
  readonly differences: readonly string[];
  /** Nothing: it is as it was. */
  readonly changes: readonly Change[];
}

export function compare(before: Result, after: Result): Comparison {
  const keys = keysOf(before, after);
  const old = new Map(before.results.map((cell) => [keys(cell), cell]));
  const cells: ComparedCell[] = [];
  const added: CellName[] = [];
  for (const cell of after.results) {
    const counterpart = old.get(keys(cell));
    old.delete(keys(cell));
    // What was not there has nothing to be excused by: all that fails in it is new.
    if (counterpart === undefined) added.push(nameOf(cell));
    const differences = counterpart === undefined ? [] : settingDifferences(counterpart, cell);
    const changes = differences.length > 0 ? [] : changesOf(counterpart ?? null, cell);
    if (counterpart !== undefined || changes.length > 0) cells.push({ ...nameOf(cell), differences, changes });
  }
  return { notes: notesOf(before, after), cells, added, removed: [...old.values()].map(nameOf) };
}

/** Something fails that did not, or was not there. */
export function newFailures({ cells }: Comparison): number {
  return cells.flatMap(({ changes }) => changes).filter(({ fails }) => fails).length;
}

/** Files lie elsewhere on another machine, so names alone tell cells apart, as long as they do. */
function keysOf(...results: readonly Result[]): (cell: CellResult) => string {
  const isAmbiguous = results.some(({ results: cells }) => {
    return new Set(cells.map((cell) => JSON.stringify(nameOf(cell)))).size < cells.length;
  });
  return (cell) =>
    JSON.stringify([cell.scenario, cell.strategy, ...(isAmbiguous ? [cell.file.replaceAll('\\', '/')] : [])]);
}

function nameOf({ scenario, strategy }: CellResult): CellName {
  return { scenario, strategy };
}

function notesOf(before: Result, after: Result): readonly string[] {
  const versions = ({ stalemate, servers }: Result): readonly (readonly [string, string | null])[] => [
    ['Stalemate', stalemate],
    ['Redis', servers.redis],
    ['MySQL', servers.mysql],
    ['Kafka', servers.kafka],
  ];
  const old = new Map(versions(before));
  const other = versions(after).flatMap(([name, version]) => {
    const was = old.get(name) ?? null;
    return version === was || version === null || was === null ? [] : [`${name} ${version} (${was} before)`];
  });
  return other.length === 0 ? [] : [`Other versions: ${list(other)}.`];
}

/** Figures of different work say nothing about each other: what must be the same in two results of a cell. */
import type { CellResult } from '../../harness/result.ts';

export function settingDifferences(before: CellResult, after: CellResult): readonly string[] {
  const old = new Map(settingsOf(before));
  return settingsOf(after).flatMap(([name, value]) => {
    const was = old.get(name);
    // Older versions did not write it, which is no difference.
    const isUnknown = name === DIGEST && (value === null || was === null);
    return value === was || isUnknown ? [] : [`${name}: ${value ?? 'none'}, was ${was ?? 'none'}`];
  });
}

const DIGEST = 'digest of the scenario';

type Setting = readonly [name: string, value: string | number | null];

function settingsOf(cell: CellResult): readonly Setting[] {
  const { engine, policy, seed, scenarioDigest, certificate, fuzz, part } = cell;
  const { runs, timeMs } = certificate.budget;
  return [
    [DIGEST, scenarioDigest ?? null],
    ['engine', engine],
    ['policy', policy],
    ['seed', seed],
    ['what is counted', certificate.covers.unit],
    ['budget of runs', runs],
    ['budget of time in ms', timeMs],
    ['command', fuzz === undefined ? 'run' : 'fuzz'],
    ['part of a run', part === undefined ? null : 'a shard'],
  ];
}

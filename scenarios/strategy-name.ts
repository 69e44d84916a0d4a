/** What an entry of `strategies` means: a built-in name or a module, and its name in results. */
import { basename, dirname, extname, resolve } from 'node:path';
import type { Salvaged } from './salvage.ts';
import type { ScenarioFile } from './schema.ts';

export interface NamedStrategy {
  readonly use: string;
  readonly as: string;
  readonly with: Readonly<Record<string, unknown>> | undefined;
}

/** A module of the user, as opposed to a built-in name. */
export function isModulePath(use: string): boolean {
  return /[\\/]/.test(use) || /\.[cm]?[jt]sx?$/.test(use);
}

/** Spells out the short form. Null when its form is not right. */
export function nameStrategy(entry: Salvaged<ScenarioFile['strategies'][number]> | undefined): NamedStrategy | null {
  const long = typeof entry === 'string' ? { use: entry } : entry;
  if (long?.use === undefined || ('as' in long && long.as === undefined)) return null;
  const usual = isModulePath(long.use) ? basename(long.use, extname(long.use)) : long.use;
  return { use: long.use, as: long.as ?? usual, with: long.with };
}

/** Modules are named relative to the scenario file. */
export function resolveModule(file: string, use: string): string {
  return resolve(dirname(file), use);
}

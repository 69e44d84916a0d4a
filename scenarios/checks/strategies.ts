/** Strategies: that they exist, have names of their own, accept their options and can do what the actors ask. */
import { type CatalogueEntry, type StrategyCatalogue, strictOptions } from '../catalogue.ts';
import { errorMap, explain } from '../explain.ts';
import type { Path, Report } from '../problem.ts';
import { NAME_PATTERN } from '../scalars.ts';
import { isModulePath, type NamedStrategy, nameStrategy, resolveModule } from '../strategy-name.ts';
import { didYouMean, oneOf, quoted } from '../words.ts';
import { type Draft, everyStep } from './draft.ts';

export interface StrategyWorld {
  readonly catalogue: StrategyCatalogue;
  /** The absolute path of the scenario file. */
  readonly file: string;
  readonly isFile: (path: string) => boolean;
}

export function checkStrategies(draft: Draft, world: StrategyWorld, report: Report): void {
  const firstOf = new Map<string, number>();
  for (const [index, entry] of (draft.strategies ?? []).entries()) {
    const at: Path = ['strategies', index];
    const named = nameStrategy(entry);
    if (!named) continue;
    const isShort = typeof entry === 'string';
    const useAt = isShort ? at : [...at, 'use'];
    checkName(named, isShort || !('as' in (entry ?? {})) ? useAt : [...at, 'as'], firstOf, report);
    firstOf.set(named.as, firstOf.get(named.as) ?? index);
    if (isModulePath(named.use)) checkModule(named.use, useAt, world, report);
    else checkBuiltIn(draft, named, { at, useAt }, world, report);
  }
}

function checkName(named: NamedStrategy, at: Path, firstOf: ReadonlyMap<string, number>, report: Report): void {
  if (named.as === 'all') {
    report({
      at,
      message: 'found a strategy named `all`, which means every strategy in `expect`',
      fix: 'choose another name with `as`',
    });
  } else if (!NAME_PATTERN.test(named.as) && isModulePath(named.use)) {
    report({
      at,
      message: `found a module whose name ${quoted(named.as)} cannot name a strategy`,
      fix: `add a name: { use: ${named.use}, as: mine }`,
    });
  } else if (firstOf.has(named.as)) {
    const message = `found a second strategy named ${quoted(named.as)}, expected names that differ`;
    report({ at, message, fix: `name it apart: { use: ${named.use}, as: ${named.as}-2 }` });
  }
}

function checkModule(use: string, at: Path, world: StrategyWorld, report: Report): void {
  const path = resolveModule(world.file, use);
  if (world.isFile(path)) return;
  report({
    at,
    message: `found the module ${quoted(use)}, but there is no such file`,
    fix: 'create it, or correct the path, which starts at the folder of this file',
  });
}

function checkBuiltIn(
  draft: Draft,
  named: NamedStrategy,
  place: { at: Path; useAt: Path },
  world: StrategyWorld,
  report: Report,
): void {
  const { names } = world.catalogue;
  const entry = world.catalogue.find(named.use);
  if (!entry) {
    const message = `found the strategy ${quoted(named.use)}, expected ${oneOf(names)}`;
    const fix = didYouMean(named.use, names, 'write one of these names, or the path of a module such as `./mine.ts`');
    report({ at: place.useAt, message, fix });
    return;
  }
  checkOptions(entry, named, [...place.at, 'with'], world, report);
  for (const kind of ['insert', 'delete'] as const) {
    const user = everyStep(draft).find(({ step }) => kind in step);
    if (!user || entry.operations[kind]) continue;
    const message = `found the strategy ${quoted(named.use)}, which has no ${quoted(kind)}, but actor ${quoted(user.actor)} needs it`;
    report({ at: place.useAt, message, fix: `remove the strategy here, or the ${quoted(kind)} there` });
  }
}

function checkOptions(
  entry: CatalogueEntry,
  named: NamedStrategy,
  at: Path,
  world: StrategyWorld,
  report: Report,
): void {
  const options = named.with ?? {};
  const schema = strictOptions(entry);
  if (!schema) {
    for (const key of Object.keys(options)) {
      report({
        at: [...at, key],
        on: 'key',
        message: `found the option ${quoted(key)}, but ${quoted(named.use)} takes no options`,
        fix: 'remove it',
      });
    }
    return;
  }
  const parsed = schema.safeParse(options, { error: errorMap });
  if (parsed.success) return;
  for (const finding of explain(parsed.error.issues, options)) {
    report({ ...finding, at: [...at, ...finding.at] });
  }
}

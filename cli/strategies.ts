/** From what a scenario calls a strategy to its code: the built-in ones by name, the user's own by path. */
import { strategies } from '../strategies/registry.ts';
import type { AnyStrategy } from '../strategies/strategy.ts';
import { type ListeningPart, whyUnheard } from '../harness/scheduler/listening.ts';
import type { Scenario, StrategyUse } from '../harness/scenario.ts';
import type { StrategyCatalogue } from '../scenarios/catalogue.ts';
import { strictOptions } from '../scenarios/catalogue.ts';
import { CliError } from './errors.ts';
import { tableProblems } from './table-problems.ts';
import { say } from './terminal.ts';
import { importUserModule } from './user-module.ts';

const builtIn: Readonly<Record<string, AnyStrategy>> = strategies;

export const catalogue: StrategyCatalogue = {
  names: Object.keys(builtIn),
  find: (name) => {
    const strategy = Object.hasOwn(builtIn, name) ? builtIn[name]! : undefined;
    return strategy === undefined ? undefined : entryOf(strategy);
  },
};

export interface ResolvedStrategy {
  readonly use: StrategyUse;
  readonly strategy: AnyStrategy;
  readonly options: never;
}

/** Strategies that are at hand as objects, by what `use` calls them. */
export type OwnStrategies = Readonly<Record<string, AnyStrategy>>;

/** What `use` begins with that names a strategy which is written inside a test. */
export const INLINE = 'inline:';

/**
 * A strategy that only the command line names is left out where it cannot run, with a line on stderr: a folder of scenarios is
 * tried as far as it can be.
 * @throws CliError with every problem of the user's modules at once
 */
export async function resolveStrategies(
  scenario: Pick<Scenario, 'file' | 'actors' | 'replicas' | 'strategies' | 'rows' | ListeningPart>,
  uses: readonly StrategyUse[],
  own: OwnStrategies = {},
): Promise<ResolvedStrategy[]> {
  const problems: string[] = [];
  const resolved: ResolvedStrategy[] = [];
  for (const use of uses) {
    const found = own[use.use] ?? builtIn[use.use] ?? (await loadUserStrategy(use, problems));
    if (found === null) continue;
    // The clients and the protocols of servers, which no other strategy needs.
    if (found.service !== undefined) await import('../harness/service/world.ts');
    const isNamedByFile = scenario.strategies.some(({ as }) => as === use.as);
    if (!isNamedByFile && scenario.replicas > 0 && (found.tables ?? []).length > 0) {
      say(`${use.as} is not tried in ${scenario.file}: replicas have none of its own tables`);
      continue;
    }
    const options = parseOptions(found, use);
    if ('problem' in options) problems.push(options.problem);
    else {
      const unheard = whyUnheard(scenario, found, options.value);
      if (unheard !== null) {
        if (!isNamedByFile) say(`${use.as} is not tried in ${scenario.file}: ${unheard.because}`);
        else problems.push(`strategy ${use.as}: ${unheard.because}. Fix: ${unheard.fix}`);
        continue;
      }
      checkOperations(scenario, found, use, problems);
      problems.push(...tableProblems(scenario, found).map((problem) => `strategy ${use.as}: ${problem}`));
      resolved.push({ use, strategy: found, options: options.value });
    }
  }
  if (problems.length > 0) throw new CliError(problems.map((problem) => `${scenario.file}: ${problem}`).join('\n'));
  return resolved;
}

async function loadUserStrategy(use: StrategyUse, problems: string[]): Promise<AnyStrategy | null> {
  if (use.use.startsWith(INLINE)) {
    problems.push(
      `strategy ${use.as}: found one that is written inside a test, expected one that can be loaded. Fix: run that test with STALEMATE_REPLAY set to the token, or move the strategy to a file of its own`,
    );
    return null;
  }
  const loaded = await importUserModule(use.use);
  if ('problem' in loaded) {
    problems.push(`strategy ${use.as}: ${loaded.problem}`);
    return null;
  }
  const strategy = loaded.module.default as Partial<AnyStrategy> | undefined;
  if (typeof strategy?.create !== 'function') {
    const found = strategy === undefined ? 'no default export' : `a default export without create()`;
    problems.push(
      `strategy ${use.as}: found ${found} in ${use.use}, expected a strategy. Fix: export default defineStrategy({ name, title, create: () => ({ read, write }) })`,
    );
    return null;
  }
  const title = strategy.service === undefined ? 'A strategy of your own' : 'Code of a service';
  return { name: use.as, title, ...strategy } as AnyStrategy;
}

function parseOptions(strategy: AnyStrategy, use: StrategyUse): { value: never } | { problem: string } {
  const schema = strictOptions(entryOf(strategy));
  if (schema === undefined) {
    const given = Object.keys(use.with);
    if (given.length === 0) return { value: {} as never };
    return {
      problem: `strategy ${use.as}: found with: { ${given.join(', ')} }, but it takes no options. Fix: remove \`with\``,
    };
  }
  const parsed = schema.safeParse(use.with);
  if (parsed.success) return { value: parsed.data as never };
  const issues = parsed.error.issues.map(({ path, message }) => `with.${path.join('.')}: ${message}`);
  return { problem: `strategy ${use.as}: ${issues.join('; ')}` };
}

/** The same strategy with other options, which its schema takes. */
export function withOptions({ strategy }: ResolvedStrategy, use: StrategyUse): ResolvedStrategy {
  return { use, strategy, options: (strategy.options?.parse(use.with) ?? {}) as never };
}

/** The loader checks the built-in ones; what a module can do is known only now. */
function checkOperations(
  { actors }: Pick<Scenario, 'actors'>,
  strategy: AnyStrategy,
  { as }: StrategyUse,
  problems: string[],
): void {
  let instance: Record<string, unknown>;
  try {
    instance = instanceOf(strategy);
  } catch {
    return;
  }
  const needed = new Set(
    actors.flatMap(({ operations }) => operations.map(({ kind }) => kind)).filter((kind) => kind !== 'sleep'),
  );
  for (const operation of needed) {
    if (typeof instance[operation] === 'function') continue;
    problems.push(
      `strategy ${as}: found no ${operation}(), which the scenario's actors need. Fix: add ${operation} to what create() returns`,
    );
  }
}

export function entryOf(strategy: AnyStrategy): NonNullable<ReturnType<StrategyCatalogue['find']>> {
  const instance = instanceOf(strategy);
  return {
    options: strategy.options,
    operations: {
      insert: instance['insert'] !== undefined,
      delete: instance['delete'] !== undefined,
      onChange: instance['onChange'] !== undefined,
    },
  };
}

/** With its default options. */
function instanceOf(strategy: AnyStrategy): Record<string, unknown> {
  const defaults = strategy.options?.safeParse({});
  return strategy.create((defaults?.success ? defaults.data : {}) as never) as unknown as Record<string, unknown>;
}

import { defineCommand } from 'citty';
import type { Engines } from '../../harness/exploration/cell.ts';
import { failureOf } from '../../harness/exploration/cell.ts';
import { type Anomaly, LEVELS, type Level } from '../../harness/isolation/anomaly.ts';
import { type Cell, isAsExpected, isolationMatrix, type MatrixEngines } from '../../harness/isolation/matrix.ts';
import type { Performance } from '../../harness/isolation/perform.ts';
import { isolationAnomalies } from '../../harness/isolation/registry.ts';
import type { Verdict } from '../../harness/result.ts';
import { nearest } from '../../scenarios/words.ts';
import { checkArguments, engineArgs, list } from '../arguments.ts';
import { type OpenEngines, openEngines } from '../engines.ts';
import { CliError, explainError } from '../errors.ts';
import { exitCodeOf } from '../exit-codes.ts';
import { renderMatrix, renderProblems, renderSchedules } from '../isolation/render.ts';
import { version } from '../package-root.ts';
import { styleFor } from '../style.ts';
import { print, printJson, say } from '../terminal.ts';

const args = {
  level: {
    type: 'string',
    valueHint: 'LEVEL[,LEVEL]',
    description: 'Isolation levels, as "repeatable read" or "repeatable-read". Default: all that the engine has',
  },
  ...engineArgs,
  json: { type: 'boolean', description: 'As JSON on stdout, with every statement and its outcome' },
} as const;

export const isolation = defineCommand({
  meta: {
    name: 'isolation',
    description: 'Which anomalies each isolation level of this MySQL allows, and the schedules that show it',
  },
  args,
  run: async ({ args: given, rawArgs }) => {
    checkArguments(rawArgs, args, 'isolation');
    const [anomalies, levels] = [anomaliesNamed(given._), levelsNamed(list(given.level))];
    const problems = [...anomalies.problems, ...levels.problems];
    if (problems.length > 0) throw new CliError(problems.join('\n'));
    const opened = await openEngines(given, say);
    try {
      const cells = await isolationMatrix(anomalies.found, levels.found, enginesOf(opened.engines));
      const failure = failureOf(opened.engines);
      if (cells.length === 0) throw failure ?? new CliError(NO_LEVEL);
      const verdict = cells.every(isAsExpected) ? (failure === null ? 'pass' : 'inconclusive') : 'fail';
      const exitCode = failure === null ? exitCodeOf(verdict) : explainError(failure).exitCode;
      if (given.json) await printJson(documentOf(cells, opened, verdict, exitCode));
      else await present(cells, given._.length > 0 ? anomalies.found : [], opened);
      if (failure !== null) say(explainError(failure).text);
      return exitCode;
    } finally {
      await opened.close();
    }
  },
});

const NO_LEVEL =
  '--level: the embedded engine has READ COMMITTED and REPEATABLE READ. Fix: ask for one of these, or run with --on real';

/** @param shown whose schedules are shown, instead of the matrix */
async function present(cells: readonly Cell[], shown: readonly Anomaly[], opened: OpenEngines): Promise<void> {
  const style = styleFor(process.stdout);
  if (shown.length === 0) await print(renderMatrix(cells, style));
  for (const anomaly of shown) {
    const own = cells.filter((cell) => cell.anomaly === anomaly);
    await print(`${renderSchedules(anomaly, own, style)}\n`);
  }
  const problems = renderProblems(cells);
  for (const problem of problems) await print(`${style('red', '✗')} ${problem}\n`);
  const compared = cells.filter(({ embedded, real }) => embedded !== null && real !== null).length;
  const where = opened.servers.mysql === null ? 'the embedded engine' : `MySQL ${opened.servers.mysql}`;
  const twin = compared === 0 ? '' : `, ${compared} of them also on the embedded engine`;
  const agreement = compared === 0 ? '' : ', and the engines agree statement by statement';
  const isWhole = failureOf(opened.engines) === null;
  const end = problems.length === 0 && isWhole ? ` All is as the literature says${agreement}.` : '';
  await print(`${cells.length} schedules executed on ${where}${twin}.${end}\n`);
  for (const note of opened.unconfirmed) await print(`${style('yellow', '!')} ${note}\n`);
  if (shown.length === 0)
    await print(style('dim', '`stalemate isolation P4` shows a schedule, statement by statement.\n'));
}

function enginesOf(engines: Engines): MatrixEngines {
  if (engines.on === 'twin') return { embedded: engines.engine, real: engines.real };
  return engines.on === 'real' ? { embedded: null, real: engines.engine } : { embedded: engines.engine, real: null };
}

interface Named<T> {
  readonly found: readonly T[];
  readonly problems: readonly string[];
}

/** All of them when none is named. Capitals do not matter. */
function anomaliesNamed(names: readonly string[]): Named<Anomaly> {
  if (names.length === 0) return { found: isolationAnomalies, problems: [] };
  const plain = (name: string): string => name.toLowerCase();
  const known = isolationAnomalies.map(({ name }) => name);
  return {
    found: isolationAnomalies.filter(({ name }) => names.some((given) => plain(given) === plain(name))),
    problems: problemsOf('anomaly', names, known, plain),
  };
}

/** `repeatable-read` is REPEATABLE READ. */
function levelsNamed(names: readonly string[]): Named<Level> {
  if (names.length === 0) return { found: LEVELS, problems: [] };
  const plain = (name: string): string => name.toUpperCase().replace(/[\s_-]+/g, ' ');
  return {
    found: LEVELS.filter((level) => names.some((name) => plain(name) === level)),
    problems: problemsOf('level', names, LEVELS, plain),
  };
}

function problemsOf(
  what: string,
  names: readonly string[],
  known: readonly string[],
  plain: (name: string) => string,
): readonly string[] {
  const unknown = names.filter((name) => !known.some((one) => plain(one) === plain(name)));
  return unknown.map((name) => {
    const near = nearest(name, known);
    const hint = near === null ? '' : ` Did you mean ${near}?`;
    return `stalemate isolation knows no ${what} "${name}".${hint} Expected one of: ${known.join(', ')}`;
  });
}

function documentOf(cells: readonly Cell[], { servers }: OpenEngines, verdict: Verdict, exitCode: number): unknown {
  return {
    schemaVersion: 1,
    stalemate: version,
    verdict,
    exitCode,
    servers: { mysql: servers.mysql },
    cells: cells.map(({ anomaly, level, isAllowed, embedded, real, difference }) => ({
      anomaly: anomaly.name,
      title: anomaly.title,
      level,
      literature: wordFor(isAllowed),
      embedded: embedded && outcomeOf(embedded),
      real: real && outcomeOf(real),
      difference,
    })),
  };
}

function outcomeOf({ happened, turns, final }: Performance): unknown {
  return { verdict: wordFor(happened), statements: turns, rows: final };
}

function wordFor(isPossible: boolean): 'possible' | 'prevented' {
  return isPossible ? 'possible' : 'prevented';
}

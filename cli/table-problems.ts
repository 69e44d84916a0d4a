/** What is wrong with the tables that a strategy brings along, for the scenario in which it is tried. */
import { whyUnfit } from '../harness/engines/embedded/mysql/fit.ts';
import { tableNameIn } from '../harness/engines/table-name.ts';
import { rowKeyOf } from '../harness/row-key.ts';
import type { Scenario } from '../harness/scenario.ts';
import { isNumbered } from '../scenarios/scalars.ts';
import type { JudgedTable } from '../strategies/adapt.ts';
import type { AnyStrategy } from '../strategies/strategy.ts';

type Tried = Pick<Scenario, 'actors' | 'replicas' | 'rows' | 'timed'>;

/** A replica applies the transactions that change `items`, and has no other table. */
export function tableProblems(scenario: Tried, strategy: AnyStrategy): string[] {
  const { tables = [], follows, judged } = strategy;
  const problems: string[] = [];
  const complain = (found: string, fix: string): void => void problems.push(`found ${found}. Fix: ${fix}`);
  if (tables.length > 0 && scenario.replicas > 0)
    complain(
      `tables of its own, which no replica has, beside \`replicas: ${scenario.replicas}\``,
      'remove `topology.replicas`',
    );
  const names = tables.map((sql) => tableNameIn(String(sql)));
  for (const [i, name] of names.entries()) {
    if (name === null) complain(`"${tables[i]}" among its tables`, 'write a CREATE TABLE statement');
    else if ((name === 'items' && judged === undefined) || names.indexOf(name) < i)
      complain(`a second table ${name}`, 'give it another name');
  }
  const known = names.join(', ') || 'them in `tables`';
  for (const [part, name] of [
    ['follows', follows],
    ['judged.table', judged?.table],
  ] as const) {
    if (name !== undefined && !names.includes(name))
      complain(`${part}: '${name}', which is none of its tables`, `name one of ${known}`);
  }
  if (problems.length > 0) return problems;
  return judged === undefined ? numberProblems(scenario) : judgedProblems(scenario, tables, judged);
}

/** The rows of `items` have numbers. */
function numberProblems(scenario: Tried): string[] {
  return keysOf(scenario)
    .filter((key) => !isNumbered(key))
    .map(
      (key) =>
        `found the key \`${key}\`, but the id of a row of \`items\` is a number. Fix: write a key such as "item:1"`,
    );
}

function judgedProblems(scenario: Tried, tables: readonly string[], judged: JudgedTable): string[] {
  if (scenario.timed !== undefined)
    return ['found a judged table beside policy `timed`, which knows `items` alone. Fix: write another policy'];
  return contentsOf(scenario).flatMap(([key, value]) => {
    const why = whyUnfit({ id: rowKeyOf(key), value, version: 1 }, tables, judged);
    if (why === null) return [];
    return `found ${key}: ${value}, which does not fit into ${judged.table}: ${why}. Fix: choose a key and a value that its columns hold as they are, or give other columns a value in judged.initial`;
  });
}

function keysOf({ actors, rows }: Tried): string[] {
  const named = actors.flatMap(({ operations }) => operations.flatMap((one) => ('key' in one ? [one.key] : [])));
  return [...new Set([...Object.keys(rows), ...named])];
}

/** Each value that a row is to have. */
function contentsOf({ actors, rows }: Tried): (readonly [key: string, value: string])[] {
  const written = actors.flatMap(({ operations }) =>
    operations.flatMap((one) => ('value' in one ? [[one.key, one.value] as const] : [])),
  );
  return [...Object.entries(rows), ...written];
}

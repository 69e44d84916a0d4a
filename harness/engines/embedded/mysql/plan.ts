/** From SQL text to a compiled statement, once per text and parameter types: a run only executes closures. */
import type { SqlValue } from '../../engine.ts';
import { lockCallOf } from '../../named-locks.ts';
import { bareSql, refusalOf } from '../../refused-sql.ts';
import { NotEmbedded } from '../not-embedded.ts';
import { type Ast, parse } from './ast.ts';
import { type Catalogue, items } from './catalogue.ts';
import { compileControl } from './control.ts';
import { type Dialect, translate } from './dialect.ts';
import type { Statement } from './execution.ts';
import type { Environment, ParamType } from './expression.ts';
import { compileInsert } from './insert.ts';
import { compileLockCall } from './named-lock-statement.ts';
import { compileSelect } from './select.ts';
import { tableNameOf } from './tables.ts';
import { compileDelete, compileUpdate } from './update.ts';

export interface Plan {
  readonly isPrepared: boolean;
  readonly params: readonly ParamType[];
  readonly statement: Statement;
}

/** A strategy that writes values into its SQL text makes a new text each time; then we begin again. */
const PLANS_MAX = 10_000;

/** A text has a plan for each combination of parameter types that it was run with: nearly always one. */
export function planStatement(
  sql: string,
  params: readonly SqlValue[],
  isPrepared: boolean,
  catalogue: Catalogue,
): Statement {
  const { plans } = catalogue;
  const known = plans.get(sql);
  if (known !== undefined) {
    for (let index = 0; index < known.length; index++) {
      const plan = known[index] as Plan;
      if (plan.isPrepared === isPrepared && fits(plan, params)) return plan.statement;
    }
  }
  const plan = compilePlan(sql, params, isPrepared, catalogue);
  if (plans.size >= PLANS_MAX) plans.clear();
  plans.set(sql, [...(plans.get(sql) ?? []), plan]);
  return plan.statement;
}

function fits({ params: types, isPrepared }: Plan, params: readonly SqlValue[]): boolean {
  if (types.length !== params.length) return false;
  for (let index = 0; index < types.length; index++) {
    const wanted = types[index] as ParamType;
    const given = paramType(params[index] as SqlValue, isPrepared, '');
    if (given !== wanted && (given.type !== 'decimal' || wanted.type !== 'decimal' || given.scale !== wanted.scale))
      return false;
  }
  return true;
}

const INTEGER: ParamType = { type: 'integer', scale: 0, isAdaptable: false };
const ADAPTABLE: ParamType = { type: 'double', scale: 0, isAdaptable: true };
const DOUBLE: ParamType = { type: 'double', scale: 0, isAdaptable: false };
const TEXT: ParamType = { type: 'text', scale: 0, isAdaptable: false };
const ADAPTABLE_TEXT: ParamType = { type: 'text', scale: 0, isAdaptable: true };
const NULL: ParamType = { type: 'null', scale: 0, isAdaptable: false };

function paramType(value: SqlValue, isPrepared: boolean, sql: string): ParamType {
  if (value === null) return NULL;
  if (typeof value === 'string') return isPrepared ? ADAPTABLE_TEXT : TEXT;
  if (Number.isSafeInteger(value)) return isPrepared ? ADAPTABLE : INTEGER;
  const digits = /^-?\d+\.(\d+)$/.exec(String(value))?.[1];
  if (digits === undefined) throw new NotEmbedded(`the parameter ${value} of: ${sql}`);
  return isPrepared ? DOUBLE : { type: 'decimal', scale: digits.length, isAdaptable: false };
}

function compilePlan(sql: string, params: readonly SqlValue[], isPrepared: boolean, catalogue: Catalogue): Plan {
  const refusal = refusalOf(bareSql(sql));
  if (refusal !== null) throw new NotEmbedded(`${refusal.what} in: ${sql}`, refusal);
  const dialect = translate(sql, isPrepared);
  checkParameters(dialect, params, sql);
  const types = params.map((value) => paramType(value, isPrepared, sql));
  const environment: Environment = {
    sql,
    catalogue,
    table: null,
    alias: null,
    rowAlias: dialect.rowAlias,
    strings: dialect.strings,
    params: types,
    strict: false,
    clause: 'field list',
    checks: [],
    aggregates: null,
  };
  return { isPrepared, params: types, statement: checking(compileStatement(dialect, environment), environment) };
}

function checking(statement: Statement, { checks = [] }: Environment): Statement {
  if (checks.length === 0) return statement;
  return {
    ...statement,
    run: (execution, database) => {
      for (const check of checks) check(execution);
      return statement.run(execution, database);
    },
  };
}

function compileStatement(dialect: Dialect, environment: Environment): Statement {
  const control = compileControl(dialect.tokens, environment.sql);
  if (control !== null) return control;
  const lockCall = lockCallOf(environment.sql);
  if (lockCall !== null) return compileLockCall(lockCall, dialect, environment);
  const tree = parse(dialect.sql, dialect.tokens[0]?.upper ?? '', environment.sql);
  const statement = compileTree(tree, dialect, environment);
  const table = environment.catalogue.tables.get(tableNameOf(tree) ?? '');
  return table === undefined || table === items ? statement : { ...statement, table };
}

function compileTree(tree: Ast, dialect: Dialect, environment: Environment): Statement {
  switch (tree.type) {
    case 'select':
      return compileSelect(tree, dialect, environment);
    case 'insert':
    case 'replace':
      return compileInsert(tree, environment);
    case 'update':
      return compileUpdate(tree, environment);
    case 'delete':
      return compileDelete(tree, environment);
    default:
      throw new NotEmbedded(`: ${environment.sql}`);
  }
}

function checkParameters({ paramCount, isPrepared, tokens }: Dialect, params: readonly SqlValue[], sql: string): void {
  if (paramCount !== params.length) {
    throw new NotEmbedded(`${params.length} parameters for ${paramCount} placeholders in: ${sql}`);
  }
  // mysql2 writes the parameters of query() into the text, also where a question mark stands in a literal.
  if (!isPrepared && params.length > 0 && tokens.some(({ kind, text }) => kind !== 'param' && text.includes('?'))) {
    throw new NotEmbedded(`a question mark in a literal, beside parameters of query(), in: ${sql}`);
  }
}

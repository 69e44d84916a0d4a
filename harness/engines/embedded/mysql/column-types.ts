/** Columns as a CREATE TABLE describes them, as far as this engine can keep to them. */
import type { ColumnKind, SqlValue } from '../../engine.ts';
import { type Ast, functionName, listOf, nameOf } from './ast.ts';
import type { Column } from './catalogue.ts';
import { storeOf } from './stores.ts';

/** One more than the largest value. */
const LIMITS: Readonly<Record<string, number>> = {
  TINYINT: 2 ** 7,
  BOOLEAN: 2 ** 7,
  BOOL: 2 ** 7,
  SMALLINT: 2 ** 15,
  MEDIUMINT: 2 ** 23,
  INT: 2 ** 31,
  INTEGER: 2 ** 31,
  BIGINT: 2 ** 63,
};
const BYTES: Readonly<Record<string, number>> = {
  TINYTEXT: 2 ** 8 - 1,
  TEXT: 2 ** 16 - 1,
  MEDIUMTEXT: 2 ** 24 - 1,
  LONGTEXT: 2 ** 32 - 1,
};
const KINDS: Readonly<Record<string, ColumnKind>> = {
  DATE: 'date',
  DATETIME: 'datetime',
  TIMESTAMP: 'timestamp',
  JSON: 'json',
};
/** Of a DECIMAL that says nothing else. */
const PRECISION = 10;
/** Up to here a number holds every digit. */
const PRECISION_MAX = 15;
const COLLATION = 'utf8mb4_0900_ai_ci';

type Refuse = (what: string) => never;
type Shape = Omit<Column, 'name' | 'default' | 'isNullable' | 'startsAsNow' | 'followsNow'>;

interface Reference {
  readonly on_action: readonly { readonly type: string; readonly value: Ast }[];
}

interface Definition {
  readonly dataType: string;
  readonly length?: number | null;
  readonly scale?: number | null;
  readonly suffix?: readonly string[] | null;
  readonly expr?: Ast;
}

export function readColumn(node: Ast, isKey: boolean, refuse: Refuse): Column {
  const name = columnName(node);
  const collate = (node.collate as { readonly collate?: { readonly name: string } } | undefined)?.collate?.name;
  if ((collate ?? COLLATION).toLowerCase() !== COLLATION) refuse(`the collation of ${name}`);
  for (const part of ['generated', 'check', 'storage', 'column_format'])
    if ((node[part] ?? null) !== null) refuse(`the column ${name} with something of its own (${part})`);
  const shape = shapeOf(node.definition as Definition, refuse);
  const isNullable = !isKey && (node.nullable as Ast | undefined)?.type !== 'not null';
  const column: Column = { name, ...shape, default: undefined, ...(isNullable && { isNullable }) };
  const now = nowOf(node, column, refuse);
  // A key that counts up takes 0 for "the next one".
  const fallback = node.auto_increment === undefined ? defaultOf(node, column, refuse) : 0;
  return { ...column, ...now, default: fallback };
}

function shapeOf({ dataType, length, scale, suffix, expr }: Definition, refuse: Refuse): Shape {
  const type = dataType.toUpperCase();
  const isUnsigned = (suffix ?? []).some((word) => /unsigned/i.test(word));
  if ((suffix ?? []).some((word) => /zerofill/i.test(word))) refuse('ZEROFILL');
  const unsigned = isUnsigned ? { isUnsigned } : {};
  const limit = LIMITS[type];
  if (limit !== undefined) {
    const isBoolean = limit === LIMITS['TINYINT'] && !isUnsigned && (type !== 'TINYINT' || length === 1);
    const kind = isBoolean ? { kind: 'boolean' as const } : {};
    return { type: 'integer', charactersMax: 0, limit: isUnsigned ? limit * 2 : limit, ...unsigned, ...kind };
  }
  if (type === 'DECIMAL' || type === 'NUMERIC') {
    const precision = length ?? PRECISION;
    if (precision > PRECISION_MAX) refuse(`a DECIMAL of more than ${PRECISION_MAX} digits`);
    return {
      type: 'decimal',
      kind: 'decimal',
      charactersMax: 0,
      scale: scale ?? 0,
      limit: 10 ** precision,
      ...unsigned,
    };
  }
  if (type === 'DOUBLE' && length === undefined) return { type: 'double', charactersMax: 0, ...unsigned };
  if (type === 'ENUM' && expr !== undefined) {
    const members = listOf(expr).map(({ value }) => String(value));
    if (members.some((member) => /['"\\]|^$| $/.test(member))) refuse('odd members of an ENUM');
    return { type: 'text', charactersMax: 0, members };
  }
  const kind = KINDS[type];
  if (kind !== undefined) return { type: 'text', kind, charactersMax: 0, scale: length ?? 0 };
  const bytesMax = BYTES[type];
  if (bytesMax !== undefined && (length ?? null) === null) return { type: 'text', charactersMax: Infinity, bytesMax };
  if (type === 'VARCHAR') return { type: 'text', charactersMax: length ?? 0 };
  if (type === 'CHAR') return { type: 'text', charactersMax: length ?? 1, isPadded: true };
  return refuse(`the type ${type}`);
}

function isNow(node: Ast | undefined): boolean {
  return (
    node?.type === 'function' &&
    ['CURRENT_TIMESTAMP', 'NOW', 'LOCALTIME', 'LOCALTIMESTAMP'].includes(functionName(node))
  );
}

/** The parser has ON UPDATE in the function that stands before it, or else among the actions of references. */
function nowOf(
  node: Ast,
  { kind, scale = 0, name }: Column,
  refuse: Refuse,
): Pick<Column, 'startsAsNow' | 'followsNow'> {
  const given = (node.default_val as Ast | undefined)?.value as Ast | undefined;
  const { on_action: actions = [], ...reference } = (node.reference_definition ?? {}) as Partial<Reference>;
  if (actions.length > 1 || Object.values(reference).some((part) => (part ?? null) !== null))
    refuse(`the column ${name}, which refers to another table`);
  const update = (given?.over as Ast | undefined) ?? actions[0]?.value ?? null;
  const startsAsNow = isNow(given);
  if ((startsAsNow || update !== null) && kind !== 'datetime' && kind !== 'timestamp')
    refuse(`the clock as the default of ${name}`);
  const calls = [
    startsAsNow ? [listOf(given!.args)] : [],
    update === null ? [] : [listOf(update.expr ?? update.args)],
  ].flat();
  if (calls.some(([digits]) => Number(digits?.value ?? 0) !== scale)) refuse(`the digits of the clock in ${name}`);
  return { ...(startsAsNow && { startsAsNow }), ...(update !== null && { followsNow: true }) };
}

function defaultOf(node: Ast, column: Column, refuse: Refuse): SqlValue | undefined {
  const given = (node.default_val as Ast | undefined)?.value as Ast | undefined;
  if (given === undefined || isNow(given)) return column.isNullable === true ? null : undefined;
  if (given.type === 'null') return null;
  if (column.kind === 'json') return refuse(`the default of ${column.name}`);
  const value = given.type === 'bool' ? (given.value === true ? 1 : 0) : given.value;
  if (given.type !== 'bool' && given.type !== 'number' && given.type !== 'single_quote_string')
    return refuse(`the default of ${column.name}`);
  const isText = column.type === 'text' || typeof value === 'string';
  return storeOf(column, { type: isText ? 'text' : 'double', scale: 0 })(
    isText ? String(value) : (value as SqlValue),
    1,
  );
}

export function columnName(node: Ast): string {
  const column = node.column as unknown;
  return String(nameOf(typeof column === 'object' ? (column as Ast).column : column));
}

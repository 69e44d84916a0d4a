/** Statements for the differential test: what strategies write, and everything near it. */
import fc from 'fast-check';
import type { Row, SqlValue } from '../../../engine.ts';
import { TIMEOUT } from './compare.ts';
import type { Call } from './real-mysql.ts';

/** Ids with gaps between them, so that a range can end inside one. */
export const ROWS: readonly Row[] = [
  { id: 1, value: 'a', version: 1 },
  { id: 3, value: 'Bc', version: 2 },
  { id: 5, value: '7', version: 2 },
];

const id = fc.integer({ min: 0, max: 7 });
const text = fc.constantFrom(
  'a',
  'A',
  'Bc',
  'bC',
  '7',
  '7x',
  ' 7',
  '',
  'é',
  "it's",
  'a_b',
  'a%',
  '10',
  '-2',
  '3.5',
  'x y',
);
const number = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: -3, max: 12 }).map(String) },
  { weight: 1, arbitrary: fc.constantFrom('0.5', '2.50', '1.25', '-1.5') },
);

function quote(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** A value in the statement: written out, or a parameter. */
export interface Piece {
  readonly sql: string;
  readonly params: readonly SqlValue[];
}

export const piece = (sql: string, params: readonly SqlValue[] = []): Piece => ({ sql, params });

export function glue(template: string, ...parts: readonly Piece[]): Piece {
  let index = 0;
  const params = parts.flatMap((part) => part.params);
  return piece(
    template.replaceAll('$', () => parts[index++]?.sql ?? '$'),
    params,
  );
}

const numberPiece = fc.oneof(
  number.map((value) => piece(value)),
  fc.integer({ min: -3, max: 12 }).map((value) => piece('?', [value])),
);
const textPiece = fc.oneof(
  text.map((value) => piece(quote(value))),
  text.map((value) => piece('?', [value])),
);
const idPiece = fc.oneof(
  { weight: 4, arbitrary: id.map((value) => piece(String(value))) },
  { weight: 4, arbitrary: id.map((value) => piece('?', [value])) },
  { weight: 1, arbitrary: id.map((value) => piece('?', [String(value)])) },
  { weight: 1, arbitrary: id.map((value) => piece(quote(String(value)))) },
);

const compareBy = fc.constantFrom('=', '<>', '<', '<=', '>', '>=', '!=');

/** Expressions of every type, to a small depth. */
const { expression } = fc.letrec<{ expression: Piece; condition: Piece }>((tie) => {
  const sub = tie('expression') as fc.Arbitrary<Piece>;
  const condition = tie('condition') as fc.Arbitrary<Piece>;
  const binary = fc.constantFrom('+', '-', '*', '/', 'DIV', '%');
  const logic = fc.constantFrom('AND', 'OR');
  return {
    expression: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      numberPiece,
      textPiece,
      fc.constantFrom(piece('id'), piece('value'), piece('version'), piece('NULL')),
      fc.tuple(sub, binary, sub).map(([a, operator, b]) => glue(`($ ${operator} $)`, a, b)),
      fc.tuple(sub, sub).map(([a, b]) => glue('COALESCE($, $)', a, b)),
      fc.tuple(sub, sub).map(([a, b]) => glue('IFNULL($, $)', a, b)),
      fc.tuple(sub, sub).map(([a, b]) => glue('NULLIF($, $)', a, b)),
      fc.tuple(sub, sub).map(([a, b]) => glue('CONCAT($, $)', a, b)),
      fc.tuple(sub, sub).map(([a, b]) => glue('GREATEST($, $)', a, b)),
      fc.tuple(sub, sub).map(([a, b]) => glue('LEAST($, $)', a, b)),
      fc.tuple(condition, sub, sub).map(([a, b, c]) => glue('IF($, $, $)', a, b, c)),
      fc.tuple(condition, sub, sub).map(([a, b, c]) => glue('CASE WHEN $ THEN $ ELSE $ END', a, b, c)),
      fc.tuple(sub, sub, sub).map(([a, b, c]) => glue('CASE $ WHEN $ THEN $ END', a, b, c)),
      sub.map((a) => glue('LENGTH($)', a)),
      sub.map((a) => glue('UPPER($)', a)),
      sub.map((a) => glue('LOWER($)', a)),
      sub.map((a) => glue('ABS($)', a)),
      fc.constantFrom(piece('(-version)'), piece('(-id)')),
      condition,
    ),
    condition: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      fc.tuple(sub, compareBy, sub).map(([a, operator, b]) => glue(`($ ${operator} $)`, a, b)),
      fc.tuple(condition, logic, condition).map(([a, operator, b]) => glue(`($ ${operator} $)`, a, b)),
      condition.map((a) => glue('(NOT $)', a)),
      fc.tuple(sub, fc.constantFrom('IS NULL', 'IS NOT NULL', 'IS TRUE')).map(([a, is]) => glue(`($ ${is})`, a)),
      fc.tuple(sub, fc.constantFrom('LIKE', 'NOT LIKE'), textPiece).map(([a, like, b]) => glue(`($ ${like} $)`, a, b)),
      fc
        .tuple(sub, fc.constantFrom('IN', 'NOT IN'), sub, sub)
        .map(([a, op, b, c]) => glue(`($ ${op} ($, $))`, a, b, c)),
      fc
        .tuple(sub, fc.constantFrom('BETWEEN', 'NOT BETWEEN'), sub, sub)
        .map(([a, op, b, c]) => glue(`($ ${op} $ AND $)`, a, b, c)),
    ),
  };
}) as unknown as { readonly expression: fc.Arbitrary<Piece> };

/** Conditions that confine the primary key, in all their forms. */
const keyCondition = fc.oneof(
  { weight: 6, arbitrary: idPiece.map((a) => glue('id = $', a)) },
  { weight: 1, arbitrary: idPiece.map((a) => glue('$ = id', a)) },
  { weight: 2, arbitrary: fc.tuple(compareBy, idPiece).map(([operator, a]) => glue(`id ${operator} $`, a)) },
  { weight: 1, arbitrary: fc.tuple(idPiece, idPiece).map(([a, b]) => glue('id IN ($, $)', a, b)) },
  { weight: 1, arbitrary: fc.tuple(idPiece, idPiece).map(([a, b]) => glue('id BETWEEN $ AND $', a, b)) },
  { weight: 1, arbitrary: fc.tuple(idPiece, idPiece).map(([a, b]) => glue('(id = $ OR id > $)', a, b)) },
);
const where = fc.oneof(
  { weight: 6, arbitrary: keyCondition.map((a) => glue(' WHERE $', a)) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(keyCondition, fc.integer({ min: 1, max: 3 }))
      .map(([a, b]) => glue(` WHERE $ AND version = ${b}`, a)),
  },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 3 }).map((a) => piece(` WHERE version = ${a}`)) },
  { weight: 1, arbitrary: fc.constant(piece('')) },
);

const assignments = fc.constantFrom(
  "value = 'n'",
  'version = version + 1',
  "value = 'm', version = version + 1",
  'version = 2',
  'value = value',
  "value = CONCAT(value, '+')",
);

const storedRow = fc.tuple(idPiece, textPiece).map(([a, b]) => glue('($, $)', a, b));

const insert = fc.oneof(
  fc
    .tuple(fc.constantFrom('INSERT', 'INSERT IGNORE', 'REPLACE'), storedRow)
    .map(([verb, a]) => glue(`${verb} INTO items (id, value) VALUES $`, a)),
  fc.tuple(storedRow, storedRow).map(([a, b]) => glue('INSERT INTO items (id, value) VALUES $, $', a, b)),
  storedRow.map((a) =>
    glue(
      'INSERT INTO items (id, value) VALUES $ ON DUPLICATE KEY UPDATE value = VALUES(value), version = version + 1',
      a,
    ),
  ),
  storedRow.map((a) =>
    glue('INSERT INTO items (id, value) VALUES $ AS new ON DUPLICATE KEY UPDATE value = new.value', a),
  ),
);

const ending = fc.constantFrom('', '', '', ' ORDER BY id', ' ORDER BY id LIMIT 1', ' LIMIT 2');
const locking = fc.constantFrom(
  ' FOR UPDATE',
  ' FOR SHARE',
  ' LOCK IN SHARE MODE',
  ' FOR UPDATE NOWAIT',
  ' FOR UPDATE SKIP LOCKED',
);

export const plainSelect = fc.tuple(where, ending).map(([a, b]) => glue(`SELECT * FROM items$${b}`, a));
export const lockingSelect = fc
  .tuple(where, ending, locking)
  .map(([a, b, c]) => glue(`SELECT id, value FROM items$${b}${c}`, a));
export const update = fc
  .tuple(assignments, where, fc.constantFrom('', '', '', ' LIMIT 1'))
  .map(([a, b, c]) => glue(`UPDATE items SET ${a}$${c}`, b));
const moveKey = fc.tuple(id, id).map(([from, to]) => piece(`UPDATE items SET id = ${to} WHERE id = ${from}`));
const remove = where.map((a) => glue('DELETE FROM items$', a));

const control = fc.constantFrom(
  'BEGIN',
  'START TRANSACTION',
  'START TRANSACTION WITH CONSISTENT SNAPSHOT',
  'START TRANSACTION READ ONLY',
  'COMMIT',
  'COMMIT',
  'ROLLBACK',
  'SAVEPOINT s',
  'ROLLBACK TO SAVEPOINT s',
  'RELEASE SAVEPOINT s',
  'SET autocommit = 0',
  'SET autocommit = 1',
  'SET TRANSACTION ISOLATION LEVEL READ COMMITTED',
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
  'SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ',
);

export function call(
  session: fc.Arbitrary<number>,
  statement: fc.Arbitrary<Piece>,
  begin: fc.Arbitrary<boolean>,
): fc.Arbitrary<Call> {
  return fc.tuple(session, statement, fc.boolean(), begin).map(([number, { sql, params }, prepared, isFirst]) => ({
    session: number,
    sql,
    params,
    prepared,
    begin: isFirst,
  }));
}

export function controlCall(session: fc.Arbitrary<number>): fc.Arbitrary<Call> {
  return fc
    .tuple(session, control)
    .map(([number, sql]) => ({ session: number, sql, params: [], prepared: false, begin: false }));
}

export function timeout(session: fc.Arbitrary<number>): fc.Arbitrary<Call> {
  return session.map((number) => ({ session: number, sql: TIMEOUT, params: [], prepared: false, begin: false }));
}

const selectExpression = fc.tuple(expression, where).map(([a, b]) => glue('SELECT $ AS x FROM items$', a, b));
const aggregate = fc
  .tuple(fc.constantFrom('COUNT', 'SUM', 'AVG', 'MIN', 'MAX'), expression, where)
  .map(([name, a, b]) => glue(`SELECT ${name}($) AS x, COUNT(*) FROM items$`, a, b));
const updateExpression = fc
  .tuple(fc.constantFrom('value', 'version'), expression, where)
  .map(([column, a, b]) => glue(`UPDATE items SET ${column} = $$`, a, b));
const whereExpression = expression.map((a) => glue('SELECT id FROM items WHERE $', a));
// What MySQL says to a text that is no number depends on its optimizer, so that conditions of an UPDATE compare like with like.
const updateWhere = fc
  .tuple(
    fc.constantFrom('version', 'id', '(version + 1)'),
    compareBy,
    numberPiece,
    textPiece,
    fc.constantFrom('AND', 'OR'),
  )
  .map(([column, by, a, b, logic]) =>
    glue(`UPDATE items SET value = 'w' WHERE ${column} ${by} $ ${logic} value ${by} $`, a, b),
  );
const insertExpression = fc
  .tuple(idPiece, expression)
  .map(([a, b]) => glue('INSERT INTO items (id, version, value) VALUES ($, 1, $)', a, b));

/** One connection: every kind of expression. */
export const expressionCalls: fc.Arbitrary<readonly Call[]> = fc.array(
  call(
    fc.constant(0),
    fc.oneof(
      selectExpression,
      aggregate,
      updateExpression,
      whereExpression,
      updateWhere,
      insertExpression,
      insert,
      moveKey,
    ),
    fc.constant(false),
  ),
  { minLength: 1, maxLength: 8 },
);

/** Several connections: transactions that meet. */
export function interleavedCalls(
  sessions: number,
  withDeletes: boolean,
  withTimeouts = false,
): fc.Arbitrary<readonly Call[]> {
  const session = fc.nat({ max: sessions - 1 });
  const begin = fc.constantFrom(false, false, true);
  const statements: readonly fc.WeightedArbitrary<Call>[] = [
    { weight: 3, arbitrary: call(session, plainSelect, begin) },
    { weight: 4, arbitrary: call(session, lockingSelect, begin) },
    { weight: 5, arbitrary: call(session, update, begin) },
    { weight: 3, arbitrary: call(session, insert, begin) },
    { weight: 4, arbitrary: controlCall(session) },
    { weight: withDeletes ? 2 : 0, arbitrary: call(session, remove, begin) },
    { weight: withDeletes ? 1 : 0, arbitrary: call(session, moveKey, begin) },
    { weight: withTimeouts ? 8 : 0, arbitrary: timeout(session) },
  ];
  const calls = fc.array(fc.oneof(...statements), { minLength: 2, maxLength: 14 });
  return sessions === 1 ? calls : atSomeLevels(sessions, calls);
}

/** Three connections whose transactions lock rows in every way that a SELECT can, and end. */
export const lockingCalls: fc.Arbitrary<readonly Call[]> = atSomeLevels(
  3,
  fc.array(
    fc.oneof(
      { weight: 10, arbitrary: call(fc.nat({ max: 2 }), lockingSelect, fc.boolean()) },
      { weight: 3, arbitrary: call(fc.nat({ max: 2 }), update, fc.boolean()) },
      { weight: 2, arbitrary: controlCall(fc.nat({ max: 2 })) },
    ),
    { minLength: 4, maxLength: 20 },
  ),
);

/** Some of the sessions begin with READ COMMITTED. By chance statements alone it would seldom meet what it does otherwise. */
export function atSomeLevels(sessions: number, calls: fc.Arbitrary<readonly Call[]>): fc.Arbitrary<readonly Call[]> {
  const sql = 'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED';
  const some = fc.subarray(Array.from({ length: sessions }, (_, session) => session));
  return fc
    .tuple(some, calls)
    .map(([those, rest]) => [
      ...those.map((session) => ({ session, sql, params: [], prepared: false, begin: false })),
      ...rest,
    ]);
}

/** Three connections that take named locks in every way, beside transactions that lock rows. */
import fc from 'fast-check';
import {
  atSomeLevels,
  call,
  controlCall,
  glue,
  lockingSelect,
  type Piece,
  piece,
  timeout,
  update,
} from './generators.ts';
import type { Call } from './real-mysql.ts';

const session = fc.nat({ max: 2 });
/** Few, so that they meet; and what MySQL refuses. */
const name: fc.Arbitrary<Piece> = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('a', 'A', 'b', 'c').map((text) => piece(`'stalemate/${text}'`)) },
  { weight: 8, arbitrary: fc.constantFrom('a', 'B', 'c').map((text) => piece('?', [`stalemate/${text}`])) },
  { weight: 4, arbitrary: fc.constantFrom('a', 'b').map((text) => piece("CONCAT('stalemate/', ?)", [text])) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('NULL', "''", `'${'é'.repeat(64)}'`, `'${'é'.repeat(65)}'`).map((sql) => piece(sql)),
  },
);
const seconds = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('-1', '1000', "'900'", '999.5').map((sql) => piece(sql)) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(piece('?', [1000]), piece('?', [-1]), piece('?', [0.75]), piece('?', ['5'])),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      piece('0'),
      piece('?', [0]),
      piece('?', [0.5]),
      piece('NULL'),
      piece('0.4'),
      piece("'x'"),
    ),
  },
);
const alone = fc.constantFrom('SELECT $ AS answer', 'SELECT $ AS answer', 'SELECT $ AS `an answer` FROM DUAL', 'DO $');

const lockCall = fc
  .tuple(
    alone,
    fc.oneof(
      { weight: 8, arbitrary: fc.tuple(name, seconds).map(([a, b]) => glue('GET_LOCK($, $)', a, b)) },
      { weight: 4, arbitrary: name.map((a) => glue('release_lock($)', a)) },
      { weight: 1, arbitrary: fc.constant(piece('RELEASE_ALL_LOCKS()')) },
      { weight: 2, arbitrary: name.map((a) => glue('IS_FREE_LOCK($)', a)) },
    ),
  )
  .map(([statement, asked]) => glue(statement, asked));

export const namedLockCalls: fc.Arbitrary<readonly Call[]> = atSomeLevels(
  3,
  fc.array(
    fc.oneof(
      { weight: 12, arbitrary: call(session, lockCall, fc.constantFrom(false, false, false, true)) },
      { weight: 3, arbitrary: call(session, update, fc.boolean()) },
      { weight: 2, arbitrary: call(session, lockingSelect, fc.boolean()) },
      { weight: 3, arbitrary: controlCall(session) },
      { weight: 2, arbitrary: timeout(session) },
    ),
    { minLength: 4, maxLength: 24 },
  ),
);

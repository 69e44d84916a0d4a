/** The errors of MySQL that the embedded engine answers with, in MySQL's words. */
import type { SqlValue, StoreError } from '../../engine.ts';

/** Thrown inside the engine, answered to the client as `StoreError`. Rolls back the statement, not the transaction. */
export class SqlError extends Error {
  readonly reply: StoreError;

  constructor(code: string, errno: number, sqlState: string, message: string) {
    super(message);
    this.reply = { kind: 'error', code, errno, sqlState, message };
  }
}

export const badNull = (column: string): SqlError =>
  new SqlError('ER_BAD_NULL_ERROR', 1048, '23000', `Column '${column}' cannot be null`);

export const badField = (column: string, clause: string): SqlError =>
  new SqlError('ER_BAD_FIELD_ERROR', 1054, '42S22', `Unknown column '${column}' in '${clause}'`);

export const duplicateEntry = (key: SqlValue, table: string, index = 'PRIMARY'): SqlError =>
  new SqlError('ER_DUP_ENTRY', 1062, '23000', `Duplicate entry '${key}' for key '${table}.${index}'`);

export const parseError = (near: string): SqlError =>
  new SqlError(
    'ER_PARSE_ERROR',
    1064,
    '42000',
    'You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version ' +
      `for the right syntax to use near '${near}' at line 1`,
  );

export const fieldTwice = (column: string): SqlError =>
  new SqlError('ER_FIELD_SPECIFIED_TWICE', 1110, '42000', `Column '${column}' specified twice`);

export const valueCount = (rowNumber: number): SqlError =>
  new SqlError(
    'ER_WRONG_VALUE_COUNT_ON_ROW',
    1136,
    '21S01',
    `Column count doesn't match value count at row ${rowNumber}`,
  );

/** The real message has the database's name before the table's; ours has none. */
export const noSuchTable = (table: string): SqlError =>
  new SqlError('ER_NO_SUCH_TABLE', 1146, '42S02', `Table 'stalemate.${table}' doesn't exist`);

export const deadlock = (): SqlError =>
  new SqlError('ER_LOCK_DEADLOCK', 1213, '40001', 'Deadlock found when trying to get lock; try restarting transaction');

export const outOfRange = (column: string, rowNumber: number): SqlError =>
  new SqlError(
    'ER_WARN_DATA_OUT_OF_RANGE',
    1264,
    '22003',
    `Out of range value for column '${column}' at row ${rowNumber}`,
  );

export const dataTruncated = (column: string, rowNumber: number): SqlError =>
  new SqlError('WARN_DATA_TRUNCATED', 1265, '01000', `Data truncated for column '${column}' at row ${rowNumber}`);

export const truncatedNumber = (text: string): SqlError =>
  new SqlError('ER_TRUNCATED_WRONG_VALUE', 1292, '22007', `Truncated incorrect DOUBLE value: '${text}'`);

export const noSavepoint = (name: string): SqlError =>
  new SqlError('ER_SP_DOES_NOT_EXIST', 1305, '42000', `SAVEPOINT ${name} does not exist`);

export const noDefault = (column: string): SqlError =>
  new SqlError('ER_NO_DEFAULT_FOR_FIELD', 1364, 'HY000', `Field '${column}' doesn't have a default value`);

export const divisionByZero = (): SqlError => new SqlError('ER_DIVISION_BY_ZERO', 1365, '22012', 'Division by 0');

export const wrongNumber = (type: string, text: string, column: string, rowNumber: number): SqlError =>
  new SqlError(
    'ER_TRUNCATED_WRONG_VALUE_FOR_FIELD',
    1366,
    'HY000',
    `Incorrect ${type} value: '${text}' for column '${column}' at row ${rowNumber}`,
  );

export const wrongDate = (type: string, text: string, column: string, rowNumber: number): SqlError =>
  new SqlError(
    'ER_TRUNCATED_WRONG_VALUE',
    1292,
    '22007',
    `Incorrect ${type} value: '${text}' for column '${column}' at row ${rowNumber}`,
  );

/** The real message says what is wrong, and where. */
export const invalidJson = (column: string): SqlError =>
  new SqlError('ER_INVALID_JSON_TEXT', 3140, '22032', `Invalid JSON text in value for column '${column}'.`);

export const unsignedOverflow = (expression: string): SqlError =>
  new SqlError('ER_DATA_OUT_OF_RANGE', 1690, '22003', `BIGINT UNSIGNED value is out of range in '${expression}'`);

export const tooLong = (column: string, rowNumber: number): SqlError =>
  new SqlError('ER_DATA_TOO_LONG', 1406, '22001', `Data too long for column '${column}' at row ${rowNumber}`);

export const characteristicsInTransaction = (): SqlError =>
  new SqlError(
    'ER_CANT_CHANGE_TX_CHARACTERISTICS',
    1568,
    '25001',
    "Transaction characteristics can't be changed while a transaction is in progress",
  );

export const integerOverflow = (expression: string): SqlError =>
  new SqlError('ER_DATA_OUT_OF_RANGE', 1690, '22003', `BIGINT value is out of range in '${expression}'`);

export const readOnly = (): SqlError =>
  new SqlError(
    'ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION',
    1792,
    '25006',
    'Cannot execute statement in a READ ONLY transaction.',
  );

/** Whatever may change or lock rows, on a replica. */
export const superReadOnly = (): SqlError =>
  new SqlError(
    'ER_OPTION_PREVENTS_STATEMENT',
    1290,
    'HY000',
    'The MySQL server is running with the --super-read-only option so it cannot execute this statement',
  );

export const wrongParameterCount = (name: string): SqlError =>
  new SqlError(
    'ER_WRONG_PARAMCOUNT_TO_NATIVE_FCT',
    1582,
    '42000',
    `Incorrect parameter count in the call to native function '${name}'`,
  );

export const wrongLockName = (name: string): SqlError =>
  new SqlError(
    'ER_USER_LOCK_WRONG_NAME',
    3057,
    '42000',
    `Incorrect user-level lock name '${name}'. The name is empty, NULL, or can not be expressed in the current character-set.`,
  );

export const userLockDeadlock = (): SqlError =>
  new SqlError(
    'ER_USER_LOCK_DEADLOCK',
    3058,
    'HY000',
    'Deadlock found when trying to get user-level lock; try rolling back transaction/releasing locks and restarting lock acquisition.',
  );

/** mysql2 has no symbol for this one. */
export const lockNameOverlong = (name: string): SqlError =>
  new SqlError('ER_4163', 4163, '42000', `User-level lock name '${name}' should not exceed 64 characters.`);

export const lockNowait = (): SqlError =>
  new SqlError(
    'ER_LOCK_NOWAIT',
    3572,
    'HY000',
    'Statement aborted because lock(s) could not be acquired immediately and NOWAIT is set.',
  );

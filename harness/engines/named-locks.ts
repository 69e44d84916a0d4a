/**
 * MySQL's named locks (its manual says "user-level"): `SELECT GET_LOCK('rebuild:1', 10)`. An engine executes a call that is
 * a statement of its own, `SELECT call` or `DO call`, because then it is one step that waits at one place.
 */

/** How many arguments each takes. MySQL answers other calls with an error. */
const ARGUMENTS = { get_lock: 2, release_lock: 1, release_all_locks: 0, is_free_lock: 1 } as const;

export type LockFunction = keyof typeof ARGUMENTS;
export const LOCK_FUNCTIONS = Object.keys(ARGUMENTS) as readonly LockFunction[];

export interface LockCall {
  readonly function: LockFunction;
  /** The SQL of each argument: of the name, and of the seconds to wait. */
  readonly args: readonly string[];
  /** MySQL knows such a call. */
  readonly isComplete: boolean;
  /** The call as it stands in the statement: what its column is called that has no alias. */
  readonly text: string;
  readonly alias: string | null;
  /** The alias as it was written, quotes and all. */
  readonly writtenAlias: string | null;
  /** DO answers without a row. */
  readonly hasRow: boolean;
}

const NAMES = LOCK_FUNCTIONS.join('|');
const MENTIONED = new RegExp(`\\b(?:${NAMES})(?=\\s*\\()`, 'i');
const ALIAS = '(?:as\\s+)?([\\w$]+|`_*`|\'_*\'|"_*")';
const FORM = new RegExp(
  `^\\s*(select|do)\\s+((${NAMES})\\s*\\((.*)\\))\\s*(?:${ALIAS})?\\s*(?:from\\s+dual)?\\s*;?\\s*$`,
  'dis',
);
const LITERAL_OR_COMMENT = /'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|`(?:[^`]|``)*`|\/\*.*?\*\/|(?:--\s|#)[^\n]*/gs;

/** The first lock function that the statement calls, in whatever form; null: none. */
export function lockFunctionIn(sql: string): string | null {
  return MENTIONED.exec(masked(sql))?.[0] ?? null;
}

/** The call that the statement consists of; null: it is none, or more than that. */
export function lockCallOf(sql: string): LockCall | null {
  // Nearly all statements end here.
  if (!MENTIONED.test(sql)) return null;
  const bare = masked(sql);
  const match = FORM.exec(bare);
  if (match === null) return null;
  const part = (group: number): string => sql.slice(...(match.indices![group] as [number, number]));
  const [from] = match.indices![4] as [number, number];
  const code = withoutComments(sql);
  const cuts = argumentsIn(match[4]!);
  if (cuts === null || MENTIONED.test(match[4]!)) return null;
  const name = match[3]!.toLowerCase() as LockFunction;
  const args = cuts.map(([start, end]) => code.slice(from + start, from + end).trim());
  const writtenAlias = match[5] === undefined ? null : part(5);
  return {
    ...{ function: name, args, isComplete: args.length === ARGUMENTS[name] },
    ...{ text: part(2), writtenAlias, alias: writtenAlias?.replace(/^['"`](.*)['"`]$/s, '$1') ?? null },
    hasRow: match[1]!.toLowerCase() === 'select',
  };
}

/** Literals and comments blanked out, so that what is left has no parenthesis, comma or word of theirs. As long as before. */
function masked(sql: string): string {
  return withoutComments(sql, (literal) => `${literal[0]}${'_'.repeat(literal.length - 2)}${literal[0]}`);
}

function withoutComments(sql: string, shown = (literal: string): string => literal): string {
  return sql.replace(LITERAL_OR_COMMENT, (text) => (/^['"`]/.test(text) ? shown(text) : ' '.repeat(text.length)));
}

/** Where the arguments are; null: the parenthesis ends elsewhere. */
function argumentsIn(list: string): readonly (readonly [start: number, end: number])[] | null {
  if (list.trim() === '') return [];
  const cuts: (readonly [number, number])[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < list.length; at++) {
    if (list[at] === '(') depth++;
    else if (list[at] === ')') depth--;
    else if (list[at] === ',' && depth === 0) {
      cuts.push([start, at]);
      start = at + 1;
    }
    if (depth < 0) return null;
  }
  return depth > 0 ? null : [...cuts, [start, list.length]];
}

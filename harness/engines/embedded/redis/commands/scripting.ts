import type { StoreError } from '../../../engine.ts';
import { NotEmbedded } from '../../not-embedded.ts';
import { barred, type Command, hasArity } from '../command.ts';
import type { Database } from '../database.ts';
import { NO_SCRIPT, NOT_AN_INTEGER, redisError, wrongArity } from '../errors.ts';
import { compileScript, runScript, type Script } from '../lua/scripts.ts';
import { parseIndex } from '../values/integer.ts';

const MORE_KEYS_THAN_ARGS = redisError("ERR Number of keys can't be greater than number of args");
const NEGATIVE_KEYS = redisError("ERR Number of keys can't be negative");
const FLUSH_MODE = redisError('ERR SCRIPT FLUSH only support SYNC|ASYNC option');
const SHA1_LENGTH = 40;

type FindCommand = (name: string) => Command | undefined;
type FindScript = (database: Database, source: string) => Script | StoreError;

/** EVAL and its like: a script or its SHA-1, the number of keys, the keys, the other arguments. */
function evaluating(find: FindScript, isReadOnly: boolean, findCommand: FindCommand): Command {
  return barred(-3, (database, args) => {
    const [source, keyCountText] = args as [string, string];
    const keyCount = parseIndex(keyCountText);
    if (keyCount === null) return NOT_AN_INTEGER;
    if (keyCount > args.length - 2) return MORE_KEYS_THAN_ARGS;
    if (keyCount < 0) return NEGATIVE_KEYS;
    const script = find(database, source);
    if ('kind' in script) return script;
    const keys = args.slice(2, 2 + keyCount);
    const argv = args.slice(2 + keyCount);
    return runScript(script, { database, isReadOnly, findCommand, keys, argv });
  });
}

/** Whatever was evaluated or loaded once can be called by its SHA-1. */
function load(database: Database, text: string): Script | StoreError {
  const script = compileScript(text);
  if ('kind' in script) return script;
  database.scripts ??= new Map();
  database.scripts.set(script.sha, text);
  return script;
}

function findBySha(database: Database, sha: string): Script | StoreError {
  const text = database.scripts?.get(sha.toLowerCase());
  return text === undefined ? NO_SCRIPT : compileScript(text);
}

/** Redis looks at the length before anything else. */
function evaluatingSha(isReadOnly: boolean, findCommand: FindCommand): Command {
  const command = evaluating(findBySha, isReadOnly, findCommand);
  return barred(-3, (database, args, session) =>
    args[0]?.length === SHA1_LENGTH ? command.run(database, args, session) : NO_SCRIPT,
  );
}

/** Their arity counts both words. */
const SUBCOMMANDS: Readonly<Record<string, Command>> = {
  load: barred(3, (database, args) => {
    const script = load(database, args[1] as string);
    return 'kind' in script ? script : script.sha;
  }),
  exists: barred(-3, (database, args) =>
    args.slice(1).map((sha) => (database.scripts?.has(sha.toLowerCase()) === true ? 1 : 0)),
  ),
  flush: barred(-2, (database, args) => {
    const mode = args[1]?.toUpperCase() ?? 'SYNC';
    if (args.length > 2 || (mode !== 'SYNC' && mode !== 'ASYNC')) return FLUSH_MODE;
    database.scripts = null;
    return 'OK';
  }),
};

const OTHER_SUBCOMMANDS: ReadonlySet<string> = new Set(['debug', 'help', 'kill']);

function findSubcommand(args: readonly string[]): Command | StoreError {
  const word = args[0] as string;
  const name = word.toLowerCase();
  if (OTHER_SUBCOMMANDS.has(name)) throw new NotEmbedded(`SCRIPT ${word.toUpperCase()}`);
  const subcommand = Object.hasOwn(SUBCOMMANDS, name) ? SUBCOMMANDS[name] : undefined;
  if (subcommand === undefined) return redisError(`ERR unknown subcommand '${word.slice(0, 128)}'. Try SCRIPT HELP.`);
  return hasArity(subcommand, args.length) ? subcommand : wrongArity(`script|${name}`);
}

const script: Command = {
  ...barred(-2, (database, args, session) => {
    const found = findSubcommand(args);
    return 'kind' in found ? found : found.run(database, args, session);
  }),
  refuse: (args) => {
    const found = findSubcommand(args);
    return 'kind' in found ? found : null;
  },
};

/** @param findCommand looks into the whole table, of which these commands are a part. */
export function scriptingCommands(findCommand: FindCommand): Readonly<Record<string, Command>> {
  return {
    eval: evaluating(load, false, findCommand),
    eval_ro: evaluating(load, true, findCommand),
    evalsha: evaluatingSha(false, findCommand),
    evalsha_ro: evaluatingSha(true, findCommand),
    script,
  };
}

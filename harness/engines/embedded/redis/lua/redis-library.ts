import { createHash } from 'node:crypto';
import type { RedisCommand, RedisReply } from '../../../engine.ts';
import { NotEmbedded } from '../../not-embedded.ts';
import { type Command, hasArity } from '../command.ts';
import type { Database } from '../database.ts';
import { isError, redisError } from '../errors.ts';
import { OTHER_COMMANDS } from '../other-commands.ts';
import { c, pushString, readBytes, readString, type State, TYPE } from './c-api.ts';
import { hostFunction, LuaError, missingFrom, RedisLuaError } from './host.ts';
import { pushField, pushReply, readArgument } from './stack.ts';

/** What a script may reach while it runs. */
export interface ScriptContext {
  readonly database: Database;
  readonly isReadOnly: boolean;
  readonly findCommand: (name: string) => Command | undefined;
}

let context: ScriptContext | null = null;

export function setScriptContext(next: ScriptContext | null): void {
  context = next;
}

const NO_ARGUMENTS = 'ERR Please specify at least one argument for this redis lib call';
const BAD_ARGUMENT = 'ERR Lua redis lib command arguments must be strings or integers';
const UNKNOWN = redisError('ERR Unknown Redis command called from script');
const WRONG_ARITY = redisError('ERR Wrong number of args calling Redis command from script');
const BARRED = redisError('ERR This Redis command is not allowed from script');
const READ_ONLY = redisError('ERR Write commands are not allowed from read-only scripts.');

const LOG_LEVEL_MAX = 3;

/** No session of a client: the commands that need one are barred from scripts. */
const NO_SESSION = -1;

/** `redis.call` and `redis.pcall`: the one raises an error reply, the other returns it. */
function calling(raisesErrors: boolean): number {
  return hostFunction((state) => {
    const { name, args } = readCommand(state);
    const command = context?.findCommand(name);
    const reply = runCommand(name, args, command);
    pushReply(state, reply, command !== undefined && isStatusReply(command, name, args));
    return raisesErrors && isError(reply) ? c._lua_error(state) : 1;
  });
}

function readCommand(state: State): RedisCommand {
  const count = c._lua_gettop(state);
  if (count === 0) throw new RedisLuaError(NO_ARGUMENTS);
  const name = readWord(state, 1).toLowerCase();
  const args: string[] = [];
  for (let index = 2; index <= count; index += 1) args.push(readWord(state, index));
  return { name, args };
}

function readWord(state: State, index: number): string {
  const word = readArgument(state, index);
  if (word === null) throw new RedisLuaError(BAD_ARGUMENT);
  return word;
}

function runCommand(name: string, args: readonly string[], command: Command | undefined): RedisReply {
  if (command === undefined) {
    if (OTHER_COMMANDS.has(name)) throw new NotEmbedded(`${name.toUpperCase()} in scripts`);
    return UNKNOWN;
  }
  if (!hasArity(command, args.length)) return WRONG_ARITY;
  if (command.barredFromScripts) return BARRED;
  if (context === null) throw new Error('a script runs without a context');
  if (context.isReadOnly && (command.writes || name === 'publish')) return READ_ONLY;
  const reply = command.run(context.database, args, NO_SESSION);
  context.database.listeners?.hasExecuted({ name, args });
  return reply;
}

/** SET with GET replies a value, PING with an argument too. */
function isStatusReply(command: Command, name: string, args: readonly string[]): boolean {
  if (!command.repliesStatus) return false;
  switch (name) {
    case 'set':
      return !args.slice(2).some((word) => word.toUpperCase() === 'GET');
    case 'ping':
      return args.length === 0;
    default:
      return true;
  }
}

/** `redis.error_reply('CODE text')`; a text of one word has no code. */
function errorReply(state: State): number {
  if (!hasOneString(state)) return returnBadArguments(state);
  const text = readString(state, 1);
  const message = text.startsWith('-') ? text.slice(1) : text;
  pushField(state, 'err', message.includes(' ') ? message : `ERR ${message}`);
  return 1;
}

function statusReply(state: State): number {
  if (!hasOneString(state)) return returnBadArguments(state);
  pushField(state, 'ok', readString(state, 1));
  return 1;
}

function hasOneString(state: State): boolean {
  return c._lua_gettop(state) === 1 && c._lua_type(state, 1) === TYPE.string;
}

function returnBadArguments(state: State): number {
  pushField(state, 'err', 'ERR wrong number or type of arguments');
  return 1;
}

function sha1hex(state: State): number {
  if (c._lua_gettop(state) !== 1) throw new RedisLuaError('ERR wrong number of arguments');
  pushString(state, createHash('sha1').update(readBytes(state, 1)).digest('hex'));
  return 1;
}

/** Checks like the real one and writes nowhere. */
function log(state: State): number {
  if (c._lua_gettop(state) < 2) throw new RedisLuaError('ERR redis.log() requires two arguments or more.');
  if (c._lua_type(state, 1) !== TYPE.number) {
    throw new RedisLuaError('ERR First argument must be a number (log level).');
  }
  const level = c._lua_tonumber(state, 1);
  if (level < 0 || level > LOG_LEVEL_MAX) throw new RedisLuaError('ERR Invalid log level.');
  return 0;
}

function setresp(state: State): number {
  if (c._lua_gettop(state) !== 1) throw new RedisLuaError('ERR redis.setresp() requires one argument.');
  const version = c._lua_tonumber(state, 1);
  if (version !== 2 && version !== 3) throw new RedisLuaError('ERR RESP version must be 2 or 3.');
  if (version === 3) throw new NotEmbedded('redis.setresp(3)');
  return 0;
}

function refuseRawWrite(state: State): number {
  pushString(state, 'Attempt to modify a readonly table');
  return c._lua_error(state);
}

const NOT_EMBEDDED_FIELDS = new Set(['REDIS_VERSION', 'REDIS_VERSION_NUM', 'acl_check_cmd', 'breakpoint', 'debug']);

export const REDIS_LIBRARY: Readonly<Record<string, number>> = {
  call: calling(true),
  pcall: calling(false),
  errorReply: hostFunction(errorReply),
  statusReply: hostFunction(statusReply),
  sha1hex: hostFunction(sha1hex),
  log: hostFunction(log),
  setresp: hostFunction(setresp),
  clock: hostFunction((state) => {
    c._lua_pushnumber(state, (context?.database.time.now ?? 0) / 1000);
    return 1;
  }),
  redisMissing: missingFrom('redis', (name) => !NOT_EMBEDDED_FIELDS.has(name)),
  refuseRawWrite: hostFunction(refuseRawWrite),
  refuseWrite: hostFunction(() => {
    throw new LuaError('Attempt to modify a readonly table');
  }),
  refuseMissing: hostFunction((state) => {
    throw new LuaError(`Script attempted to access nonexistent global variable '${readString(state, 2)}'`);
  }),
};

import { createHash } from 'node:crypto';
import type { RedisReply, StoreError } from '../../../engine.ts';
import { NotEmbedded } from '../../not-embedded.ts';
import { redisError } from '../errors.ts';
import { c, MASK_COUNT, REGISTRY, type State, TYPE } from './c-api.ts';
import { stopScript, takeStop } from './host.ts';
import { clearStack, compile, createInterpreter, SLOT } from './interpreter.ts';
import { resetRandom } from './random.ts';
import { type ScriptContext, setScriptContext } from './redis-library.ts';
import { errorReply, pushStrings, readField, readReply } from './stack.ts';

/** A compiled script. */
export interface Script {
  readonly sha: string;
  readonly handle: number;
}

export interface Invocation extends ScriptContext {
  readonly keys: readonly string[];
  readonly argv: readonly string[];
}

/** A tenth of a second or so. Redis would let the script block the server; a run has to end. */
const INSTRUCTIONS_MAX = 10_000_000;
/** Scripts are few and short. Whoever generates them has the compiled ones thrown away together. */
const SCRIPTS_MAX = 1000;

/** One interpreter serves all runs of the process: scripts cannot leave anything behind in it. */
let interpreter: State | null = null;
const scripts = new Map<string, Script>();

class TooLong extends Error {
  override readonly name = 'TooLong';
}

const onInstructionLimit = c.addFunction((state) => {
  stopScript(state, new TooLong(`ERR Script ran for more than ${INSTRUCTIONS_MAX} instructions and was stopped`));
}, 'vii');

export function compileScript(text: string): Script | StoreError {
  const known = scripts.get(text);
  if (known !== undefined) return known;
  if (text.startsWith('#!')) throw new NotEmbedded('scripts with a #! line');
  if (interpreter === null || scripts.size >= SCRIPTS_MAX) restart();
  const handle = compile(interpreter as State, text);
  if (typeof handle === 'string') return errorReply(`ERR Error compiling script (new function): ${handle}`);
  const script = { sha: createHash('sha1').update(text).digest('hex'), handle };
  scripts.set(text, script);
  return script;
}

function restart(): void {
  if (interpreter !== null) c._lua_close(interpreter);
  scripts.clear();
  interpreter = createInterpreter();
}

/** Runs a compiled script to its end. */
export function runScript(script: Script, invocation: Invocation): RedisReply {
  const state = interpreter as State;
  setScriptContext(invocation);
  try {
    return run(state, script, invocation);
  } catch (error) {
    // Whatever crossed the interpreter has left it halfway: the next script gets another.
    if (!(error instanceof NotEmbedded)) forget();
    throw error;
  } finally {
    setScriptContext(null);
  }
}

function forget(): void {
  interpreter = null;
  scripts.clear();
}

function run(state: State, script: Script, { keys, argv }: Invocation): RedisReply {
  resetRandom();
  setGlobal(state, SLOT.KEYS, keys);
  setGlobal(state, SLOT.ARGV, argv);
  c._lua_rawgeti(state, REGISTRY, script.handle);
  c._lua_sethook(state, onInstructionLimit, MASK_COUNT, INSTRUCTIONS_MAX);
  const isError = c._lua_pcall(state, 0, 1, SLOT.onError) !== 0;
  c._lua_sethook(state, 0, 0, 0);
  try {
    const stop = takeStop();
    if (stop instanceof TooLong) return redisError(stop.message);
    if (stop !== null) throw stop;
    return isError ? readProblem(state, script.sha) : readReply(state);
  } finally {
    clearStack(state);
  }
}

function setGlobal(state: State, nameSlot: number, items: readonly string[]): void {
  c._lua_pushvalue(state, nameSlot);
  pushStrings(state, items);
  c._lua_rawset(state, SLOT.globals);
}

/** The error that left the script, with the place that the handler noted. */
function readProblem(state: State, sha: string): StoreError {
  if (c._lua_type(state, -1) !== TYPE.table) return errorReply(`ERR Error running script ${sha}`);
  const message = readField(state, 'err') ?? 'ERR unknown error';
  const source = readField(state, 'source');
  const line = readField(state, 'line');
  const place = source === null || line === null ? '' : ` script: ${sha}, on ${source}:${line}.`;
  return errorReply(message + place);
}

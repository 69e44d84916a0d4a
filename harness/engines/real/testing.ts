/** Shorthand for the tests of the real engine. */
import type { EngineRun, EngineStep, RedisReply, Request, Row, SqlValue } from '../engine.ts';

export const ROW: Row = { id: 1, value: 'v1', version: 1 };

export function stepOf(session: number, request: Request): EngineStep {
  return { session, request, reply: null, state: 'pending', blockedBy: null };
}

export interface SqlOptions {
  readonly begin?: boolean;
  readonly prepared?: boolean;
  readonly params?: readonly SqlValue[];
}

export function sqlStep(session: number, sql: string, options: SqlOptions = {}): EngineStep {
  const { begin = false, prepared = false, params = [] } = options;
  return stepOf(session, { store: 'mysql', sql, params, begin, prepared });
}

/** Executes a statement and returns the step. */
export async function sql(run: EngineRun, session: number, text: string, options?: SqlOptions): Promise<EngineStep> {
  const step = sqlStep(session, text, options);
  await run.execute(step);
  return step;
}

/** Executes a command written as in redis-cli, without quoting, and returns the reply. */
export async function redis(run: EngineRun, text: string, session = 0): Promise<RedisReply> {
  const step = stepOf(session, { store: 'redis', command: commandOf(text) });
  await run.execute(step);
  return step.reply as RedisReply;
}

/** MULTI … EXEC. */
export async function multi(run: EngineRun, texts: readonly string[], session = 0): Promise<RedisReply> {
  const step = stepOf(session, { store: 'redis', transaction: texts.map(commandOf) });
  await run.execute(step);
  return step.reply as RedisReply;
}

function commandOf(text: string) {
  const [name = '', ...args] = text.split(' ');
  return { name: name.toLowerCase(), args };
}

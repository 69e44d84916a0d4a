/**
 * Behaviours of Redis as cases in text files: a title, then what is done and what comes of it.
 *
 *     # SET NX stores only where there is no key
 *     set x 1 nx -> OK
 *     2: get x -> "1"
 *
 * `2:` is another client. `multi: a | b -> […]` is MULTI … EXEC. `after 50` lets virtual time pass, `evict x` and `flush`
 * happen to the server. A reply is written as JSON, but for `OK`, `nil`, and `!WRONGTYPE`, the beginning of an error.
 */
import { readFileSync } from 'node:fs';
import type { EngineRun, EngineStep, Intervention, RedisCommand, RedisReply, Request } from '../../../engine.ts';

export interface Case {
  readonly title: string;
  readonly lines: readonly string[];
}

export const TOPICS = ['strings', 'expiry', 'hashes', 'transactions', 'scripts', 'messages'] as const;

export function casesOf(topic: (typeof TOPICS)[number]): readonly Case[] {
  const text = readFileSync(new URL(`./${topic}.txt`, import.meta.url), 'utf8');
  return text
    .split(/^# /m)
    .filter((part) => part !== '')
    .map((part) => {
      const [title = '', ...lines] = part.trimEnd().split('\n');
      return { title, lines };
    });
}

export interface Clocked {
  readonly run: EngineRun;
  /** The clock that the run was begun with. */
  readonly time: { now: number };
}

/** Does what a line says. Returns what is wrong with the reply; nothing when it is as the line has it. */
export async function perform(line: string, clocked: Clocked): Promise<readonly string[]> {
  const [act = '', expected] = line.split(/ ->(?: |$)/);
  if (expected === undefined) {
    await interfere(act, clocked);
    return [];
  }
  const reply = await execute(act.trimEnd(), clocked.run);
  return isAsExpected(reply, expected) ? [] : [`${line}\n  found ${JSON.stringify(reply)}`];
}

async function interfere(act: string, { run, time }: Clocked): Promise<void> {
  const [verb, argument = ''] = act.split(' ');
  if (verb === 'after') {
    const until = time.now + Number(argument);
    for (let due = run.nextExpiry(); due !== null && due.at <= until; due = run.nextExpiry()) {
      time.now = due.at;
      await run.intervene({ kind: 'expire', key: due.key });
    }
    time.now = until;
  } else if (verb === 'evict') await run.intervene({ kind: 'evict', key: argument });
  else if (verb === 'flush') await run.intervene({ kind: 'flush' } satisfies Intervention);
  else throw new Error(`a line without a reply: ${act}`);
}

async function execute(act: string, run: EngineRun): Promise<RedisReply> {
  const [, number = '1', asked = ''] = /^(?:(\d): )?(.*)$/s.exec(act)!;
  const [, queued] = /^multi:(.*)$/s.exec(asked) ?? [];
  const commands = (queued ?? asked).split(' | ').filter((text) => text.trim() !== '');
  const request: Request =
    queued === undefined
      ? { store: 'redis', command: commandOf(asked) }
      : { store: 'redis', transaction: commands.map(commandOf) };
  const step: EngineStep = { session: Number(number), request, reply: null, state: 'pending', blockedBy: null };
  await run.execute(step);
  return step.reply as RedisReply;
}

/** Words between blanks; in double quotes as JSON has them. */
function commandOf(text: string): RedisCommand {
  const words = Array.from(text.matchAll(/"(?:[^"\\]|\\.)*"|\S+/g), ([word]) =>
    word.startsWith('"') ? (JSON.parse(word) as string) : word,
  );
  const [name = '', ...args] = words;
  return { name: name.toLowerCase(), args };
}

function isAsExpected(reply: RedisReply, expected: string): boolean {
  if (expected.startsWith('!')) return isErrorThatBegins(reply, expected.slice(1));
  if (expected === 'OK' || expected === 'nil') return reply === (expected === 'OK' ? 'OK' : null);
  const [, error] = /^\[!([^,]*)/.exec(expected) ?? [];
  if (error === undefined) return JSON.stringify(reply) === JSON.stringify(JSON.parse(expected));
  const [first, ...others] = reply as readonly RedisReply[];
  const rest = JSON.parse(`[${expected.slice(`[!${error},`.length)}`) as unknown;
  return isErrorThatBegins(first ?? null, error) && JSON.stringify(others) === JSON.stringify(rest);
}

function isErrorThatBegins(reply: RedisReply, text: string): boolean {
  return typeof reply === 'object' && reply !== null && 'kind' in reply && reply.message.startsWith(text);
}

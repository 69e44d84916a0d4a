/** Steps in words: what was asked, what was answered, and one sentence for both. */
import { format } from 'sql-escaper';
import type {
  Commit,
  KafkaRequest,
  MysqlReply,
  RedisCommand,
  RedisReply,
  Request,
  StoreError,
} from '../engines/engine.ts';
import { INVALIDATE } from '../engines/tracking-options.ts';
import { GTID_SOURCE } from '../engines/gtids.ts';
import { NO_CONNECTION } from '../engines/redis-servers.ts';
import type { Step } from '../scheduler/step.ts';

/** Longer texts are cut: a cached document must not fill the page. */
const LENGTH_MAX = 200;

/** What was asked, in the store's words. */
export function textOf(step: Step): string {
  if (step.store === 'nodes') return changeText(step);
  if (step.intervention !== null && step.fault !== 'drop') return interventionText(step);
  if (step.store === 'binlog') return `deliver the ${step.event!.type} of ${step.subject}`;
  if (step.store === 'kafka') return messageText(step);
  if (isMessage(step)) return cut(`deliver ${messageOf(step)} from ${step.subject}`);
  if (step.store === 'local')
    return cut(['local', step.command, step.subject, ...(step.value === null ? [] : [step.value])].join(' '));
  if (step.store === 'clock') return `sleep ${step.subject}`;
  if (step.store === 'actor')
    return step.fault === 'crash' ? `${step.command} crashes` : `${step.command} without a store`;
  const request = step.request as Exclude<Request, KafkaRequest>;
  if (request.store === 'mysql') {
    const where = request.replica === undefined ? '' : ` /* replica ${request.replica} */`;
    const sql = format(request.sql, request.params as never)
      .replace(/\s+/g, ' ')
      .trim();
    return `${cut(`${request.begin ? 'BEGIN; ' : ''}${sql}`)}${where}`;
  }
  const text =
    'command' in request
      ? commandText(request.command)
      : `MULTI; ${request.transaction.map(commandText).join('; ')}; EXEC`;
  return `${cut(text)}${serverText(step)}`;
}

/** Of several Redis servers, which one. */
function serverText({ server }: Step): string {
  return server === null ? '' : ` on ${server}`;
}

const CHANGES: Readonly<Record<string, string>> = {
  join: 'joins',
  leave: 'leaves',
  kill: 'dies, and all that it holds is lost',
  isolate: 'cannot be reached any more',
  recover: 'can be reached again',
};

/** `node2 joins`; `node1 hears who is there`. */
function changeText({ fault, command, subject }: Step): string {
  return fault === null ? `${subject} hears who is there` : `${command} ${CHANGES[fault]}`;
}

/** Redis has sent it, and nobody has asked. */
function isMessage({ store, command }: Step): boolean {
  return store === 'redis' && command === 'deliver';
}

function messageOf({ reply, subject }: Step): string {
  if (reply !== '') return String(reply);
  return subject === INVALIDATE ? '(all keys)' : '""';
}

function messageText({ command, event, request, subject }: Step): string {
  const { type, after } = event!;
  if (command === 'commit') {
    const { partition, offset } = request as Extract<KafkaRequest, { readonly action: 'commit' }>;
    return `commit offset ${offset} of partition ${partition}`;
  }
  const version = after === null ? '' : ` to ${after.value}`;
  return cut(`${command} the ${type} of ${subject}${type === 'delete' ? '' : version}`);
}

function interventionText(step: Step): string {
  const { intervention, store, command, subject } = step;
  switch (intervention!.kind) {
    case 'apply':
      return applyText(intervention!.commit);
    case 'flush':
      return `all keys${serverText(step)} are lost`;
    case 'failover':
      return failoverText(intervention!.lost);
    case 'evict':
      return `${subject}${serverText(step)} is evicted`;
    case 'expire':
      return `the TTL of ${subject}${serverText(step)} ends`;
    case 'lock-timeout':
      return `${command} has waited too long for a lock`;
    case 'disconnect':
      return store === 'actor' ? `${command} crashes` : 'connection lost';
    case 'rebalance':
      return 'the partitions change hands';
    case 'stop':
    case 'resume':
      return changeText(step);
  }
}

/** On a replica nobody waits for locks. */
function waitText({ store }: Step): string {
  return store === 'replica' ? 'waits for the replica' : 'waits for a lock';
}

function failoverText(lost: number): string {
  return `a replica takes over that lacks the last ${lost === 1 ? 'change' : `${lost} changes`}`;
}

/** `apply writer's commit: id 1 = v2` */
function applyText({ step, changes }: Commit): string {
  const rows = changes.map(
    ({ id, after }) => `id ${after?.id ?? id} ${after === null ? 'is gone' : `= ${after.value}`}`,
  );
  return cut(`apply ${(step as Step).actor.name}'s commit: ${rows.join(', ')}`);
}

function commandText({ name, args }: RedisCommand): string {
  if (name === 'eval') return `EVAL ${scriptName(args[0]!)} ${args.slice(1).join(' ')}`;
  return [name.toUpperCase(), ...args.map(quoteIfNeeded)].join(' ');
}

/** A script is too long for a row: its first line that is not blank, shortened. */
function scriptName(script: string): string {
  const line = script.split('\n').find((text) => text.trim() !== '') ?? '';
  return `"${line.trim().slice(0, 40)}…"`;
}

function quoteIfNeeded(arg: string): string {
  return arg === '' || /\s/.test(arg) ? JSON.stringify(arg) : arg;
}

/** What was answered. */
export function replyText(step: Step): string {
  if (step.fault === 'drop')
    return step.store === 'kafka' || isMessage(step) ? 'lost' : 'never reached the store; connection error';
  if (step.fault === 'lost-reply') return `applied, but the reply was lost (${storeReply(step)})`;
  if (step.state === 'blocked' || step.grantedAt >= 0) return step.grantedAt >= 0 ? storeReply(step) : waitText(step);
  if (step.store === 'kafka') return kafkaReplyText(step);
  if (isMessage(step)) return '';
  if (step.store === 'redis' || step.store === 'mysql' || step.store === 'replica' || step.store === 'local') {
    return step.intervention !== null ? '' : storeReply(step);
  }
  return '';
}

function kafkaReplyText({ command, reply, state, queues, intervention }: Step): string {
  if (intervention !== null) return '';
  if (state === 'failed') return 'refused: no member of the group any more';
  if (command === 'commit') return 'OK';
  const [first, second] = reply as readonly [number, number];
  return command === 'send' ? `partition ${first}, offset ${second}` : `partition ${queues[0]}, offset ${first}`;
}

function storeReply(step: Step): string {
  const { reply } = step;
  if (reply === NO_CONNECTION) return 'no connection';
  // COMMIT, ROLLBACK, and `DO RELEASE_LOCK(…)` are about no rows.
  const isDone = /^(commit|rollback|(get|release)_.*lock.*)$/.test(step.command);
  if (isMysqlReply(reply)) return isDone && reply.kind === 'ok' ? 'OK' : cut(mysqlReplyText(reply));
  return cut(redisReplyText(reply as RedisReply));
}

function redisReplyText(reply: RedisReply): string {
  if (reply === null) return '(nil)';
  if (typeof reply === 'object' && 'kind' in reply) return (reply as StoreError).message;
  if (typeof reply === 'object') return `[${(reply as readonly RedisReply[]).map(redisReplyText).join(', ')}]`;
  return String(reply);
}

function mysqlReplyText(reply: MysqlReply): string {
  if (reply.kind === 'ok') return reply.affectedRows === 1 ? '1 row' : `${reply.affectedRows} rows`;
  if (reply.rows.length === 0) return '(no row)';
  return reply.rows
    .map((row) =>
      Object.entries(row)
        .map(([name, value]) => `${name}=${value}`)
        .join(' '),
    )
    .join('; ');
}

function isMysqlReply(reply: RedisReply | MysqlReply): reply is MysqlReply {
  return (
    typeof reply === 'object' && reply !== null && 'kind' in reply && (reply.kind === 'rows' || reply.kind === 'ok')
  );
}

export interface Wait {
  readonly lock: string;
  readonly holder: string;
}

/**
 * A whole sentence, for the scrubber and for screen readers.
 * @param wait what it had to wait for
 */
export function sentenceOf(step: Step, wait: Wait | null = null): string {
  const text = textOf(step);
  const reply = replyText(step);
  if (step.fault !== null && (step.intervention !== null || step.store === 'nodes') && step.fault !== 'drop')
    return `Fault: ${text}.`;
  if (step.intervention?.kind === 'expire') return `The clock moves on: ${text}.`;
  const place = placeOf(step);
  if (wait !== null) return waitSentence(step, text, reply, wait);
  if (step.store === 'kafka') return `${step.actor.name}: ${text}; ${reply}.`;
  if (isMessage(step)) return `${step.actor.name}: ${text}${reply === '' ? '' : `; ${reply}`}.`;
  return place === '' && step.server === null
    ? `${step.actor.name}: ${text}.`
    : `${step.actor.name} sends ${text}${place}; the answer is ${reply}.`;
}

function waitSentence({ actor, grantedAt }: Step, text: string, reply: string, { lock, holder }: Wait): string {
  const asked = `${actor.name} sends ${text} to MySQL and waits for ${lock}, held by ${holder}`;
  return grantedAt < 0 ? `${asked}.` : `${asked}, until step ${grantedAt + 1}; then the answer is ${reply}.`;
}

function placeOf({ store, request, server }: Step): string {
  if (store === 'redis') return server === null ? ' to Redis' : '';
  return request.store === 'mysql' ? ' to MySQL' : '';
}

/** GTIDs of the run are all of one source, which says nothing. */
function cut(text: string): string {
  const short = text.replaceAll(GTID_SOURCE, 'gtid');
  return short.length > LENGTH_MAX ? `${short.slice(0, LENGTH_MAX)}…` : short;
}

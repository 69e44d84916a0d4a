/** The names of everything that we have in a queue's Redis. The braces keep it on one node of a cluster. */
import type { Mode } from './unit.ts';

export const PREFIX = '{stalemate}';

/** BullMQ's waiting list of it, `{stalemate}:embedded:wait`, is what autoscalers look at. */
export function queueName(mode: Mode): string {
  return mode;
}

/** A hash: the answer to each unit of a session. */
export function answersKey(session: string): string {
  return `${PREFIX}:answers:${session}`;
}

/** A set of the ids of all who have a record. */
export function listKey(kind: string): string {
  return `${PREFIX}:${kind}`;
}

/** It goes when who wrote it has gone. */
export function recordKey(kind: string, id: string): string {
  return `${PREFIX}:${kind}:${id}`;
}

/** A list of the latest refusals. */
export const REFUSALS_KEY: string = `${PREFIX}:refusals`;

/** Of an answer that nobody has fetched. */
export const KEPT_S: number = 7 * 24 * 60 * 60;

const SEPARATOR = '.';

/** The name of a job: unique among all sessions. BullMQ allows no colon in it. */
export function jobId(session: string, unit: string): string {
  return `${session}${SEPARATOR}${unit}`;
}

/** Null for a job of another session. */
export function unitOf(session: string, job: string): string | null {
  return job.startsWith(session + SEPARATOR) ? job.slice(session.length + SEPARATOR.length) : null;
}

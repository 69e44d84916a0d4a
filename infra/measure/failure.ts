import type { QueryError } from 'mysql2';
import { complaintOfRedis, complaintOfRun } from '../../harness/engines/real/complaints.ts';
import type { Lifeline } from '../../harness/engines/real/lifeline.ts';

/**
 * What a measurement has failed by, in words about the server: it is lost, or says that it cannot go on, or lets this user do less
 * than is needed. Anything else is a bug of ours and stays as it is.
 */
export function failureOf(error: unknown, lifeline: Lifeline): unknown {
  // What broke while a server was going away is its echo.
  if (lifeline.error !== null) return lifeline.error;
  if (!(error instanceof Error)) return error;
  if (error.name === 'ReplyError') return complaintOfRedis(error.message) ?? error;
  if (isOfRedis(error)) return lifeline.lost('redis', error);
  if (!isOfMysql(error)) return error;
  return complaintOfRun(error) ?? (error.fatal ? lifeline.lost('mysql', error) : error);
}

/** Of ioredis itself: the connection is closed, or the server does not answer. */
function isOfRedis({ message }: Error): boolean {
  return /^(Connection is closed|Command timed out)/.test(message);
}

function isOfMysql(error: Error): error is QueryError {
  return 'errno' in error || 'fatal' in error;
}

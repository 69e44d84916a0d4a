import { describe, expect, it } from 'vitest';
import { gtidWaitOf } from '../gtids.ts';
import { withResolvers } from './lifeline.ts';
import { ReplicaWait } from './replica-wait.ts';
import type { Session, SqlStep } from './session.ts';
import { sqlStep } from './testing.ts';

describe('a wait on a replica that has to end', () => {
  it('is told so again when the first KILL QUERY came before the statement had begun', async () => {
    const answer = withResolvers<never>();
    const session = { perform: () => answer.promise } as unknown as Session;
    const sql = "SELECT WAIT_FOR_EXECUTED_GTID_SET('a:1', 1) AS isLate";
    const step = sqlStep(1, sql) as SqlStep;
    const waiting = new ReplicaWait({ step, wait: gtidWaitOf(step.request)!, replica: 1, session, gtids: 'a:1' }, 0);
    let kills = 0;
    await waiting.giveUp(async () => {
      kills += 1;
      if (kills === 3) answer.resolve({ reply: { kind: 'rows', columns: [], rows: [] } } as never);
    });
    await waiting.end(1);
    expect(kills).toBeGreaterThanOrEqual(3);
    expect(step.reply).toMatchObject({ rows: [{ isLate: 1 }] });
  });
});

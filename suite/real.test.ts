import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { serverOptions } from '../cli/testing.ts';
import { explore } from '../index.ts';
import { describeReal } from '../infra/testing.ts';
import { race, setFirst } from './testing.ts';

describeReal('an exploration on real servers', (servers) => {
  beforeAll(() => {
    const [, redis, , mysql] = serverOptions(servers);
    vi.stubEnv('STALEMATE_REDIS_URL', redis!);
    vi.stubEnv('STALEMATE_MYSQL_URL', mysql!);
  });
  afterAll(() => vi.unstubAllEnvs());

  it('confirms what the embedded engine has shown, of code that is written in the test', async () => {
    const { servers: versions, cell, unconfirmed } = await explore({ scenario: race, strategy: setFirst, on: 'twin' });
    expect(versions.redis).not.toBeNull();
    expect(unconfirmed.join('\n')).not.toMatch(/embedded/);
    expect(cell.twin!.schedulesCompared).toBeGreaterThanOrEqual(cell.schedules.executed);
    expect(cell.twin!.differences).toBe(0);
    expect(cell.anomalies['stale-at-rest']).toMatchObject({ confirmed: 'CONFIRMED' });
  });

  it('replays there what was found there', async () => {
    const found = await explore({ scenario: race, strategy: setFirst, on: 'real' });
    const { token } = found.cell.anomalies['stale-at-rest']!.counterexample!;
    const replayed = await explore({ scenario: race, strategy: setFirst, on: 'real', replay: token! });
    expect(replayed.replay).toMatchObject({ outcome: 'reproduced', shown: ['stale-at-rest'] });
  });
});

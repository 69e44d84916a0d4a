import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isolationAnomalies } from '../../harness/isolation/registry.ts';
import { describeReal } from '../../infra/testing.ts';
import { cli, serverOptions } from '../testing.ts';

const page = readFileSync(new URL('../../docs/isolation.md', import.meta.url), 'utf8');

describe('stalemate isolation', () => {
  it('shows a matrix of anomalies and levels, with what prevents them', async () => {
    const { stdout, exitCode } = await cli(['isolation', '--on', 'embedded']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^ +RC +RR\n/);
    expect(stdout).toMatch(/^P4 +lost update +possible +possible$/m);
    expect(stdout).toMatch(/^PMP +phantom +possible +no$/m);
    expect(stdout).toMatch(/^G2-for-update .* possible +no: 1213$/m);
    expect(stdout).toContain('36 schedules executed on the embedded engine. All is as the literature says.');
    expect(stdout).toContain('Nothing was confirmed on real servers');
  });

  it('shows the schedule of a cell, statement by statement', async () => {
    const { stdout, exitCode } = await cli(['isolation', 'p4', '--level', 'repeatable-read', '--on', 'embedded']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('REPEATABLE READ: possible');
    expect(stdout).not.toContain('READ COMMITTED');
    expect(stdout).toMatch(/4 T2 {2}UPDATE items SET version = 12 WHERE id = 1 +waits for T1\n/);
    expect(stdout).toMatch(/5 T1 {2}COMMIT +ok; T2 goes on: 1 row\n/);
    expect(stdout).toMatch(/at the end +1 → 12, 2 → 20\n/);
  });

  it('prints every statement and its outcome as JSON', async () => {
    const { stdout } = await cli(['isolation', 'G1a', '--level', 'read committed', '--on', 'embedded', '--json']);
    const document = JSON.parse(stdout) as { cells: { embedded: { statements: unknown[] } }[] };
    expect(document).toMatchObject({
      schemaVersion: 1,
      verdict: 'pass',
      exitCode: 0,
      servers: { mysql: null },
      cells: [
        {
          anomaly: 'G1a',
          level: 'READ COMMITTED',
          literature: 'prevented',
          embedded: { verdict: 'prevented', rows: [{ version: 10 }, { version: 20 }] },
          real: null,
          difference: null,
        },
      ],
    });
    expect(document.cells[0]!.embedded.statements[0]).toMatchObject({
      session: 1,
      sql: 'UPDATE items SET version = 101 WHERE id = 1',
      reply: { affectedRows: 1 },
      waitsFor: null,
      granted: [],
    });
  });

  it('exits with 2 for names that it does not know, and tells all of them', async () => {
    const { stderr, exitCode } = await cli(['isolation', 'P5', 'G-singl', '--level', 'snapshot', '--on', 'embedded']);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(
      /no anomaly "P5".*\n.*no anomaly "G-singl"\. Did you mean G-single\?.*\n.*no level "snapshot"/,
    );
  });

  it('exits with 2 for a level that the engine does not have', async () => {
    const { stderr, exitCode } = await cli(['isolation', '--level', 'serializable', '--on', 'embedded']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('run with --on real');
  });
});

describe('docs/isolation.md', () => {
  it.each(isolationAnomalies)('says what $name means', ({ name, title, means }) => {
    expect(page).toContain(`| \`${name}\` | ${title} | ${means} |`);
  });
});

describeReal('on real servers', (servers) => {
  it('the matrix is the one in docs/isolation.md', async () => {
    const { stdout, exitCode } = await cli(['isolation', ...serverOptions(servers)]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('72 schedules executed on MySQL');
    expect(stdout).toContain('36 of them also on the embedded engine');
    const [matrix] = stdout.split('\n\n');
    expect(page).toContain(`\n${matrix}\n`);
  });
});

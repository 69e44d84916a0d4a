import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli } from '../cli/testing.ts';
import {
  assertConverges,
  assertMeetsExpectations,
  assertNever,
  assertNeverServesStale,
  type Exploration,
  explore,
} from '../index.ts';
import { matchers } from './matchers.ts';
import { ownDirectory, race, setFirst } from './testing.ts';
import './vitest.ts';

let directory: ReturnType<typeof ownDirectory>;
let stale: Exploration;
let fresh: Exploration;
let doubtful: Exploration;
let own: Exploration;

beforeAll(async () => {
  directory = ownDirectory();
  stale = await explore({ scenario: race, strategy: 'cache-aside' });
  fresh = await explore({ scenario: race, strategy: 'lease' });
  own = await explore({ scenario: race, strategy: setFirst });
  doubtful = await explore({ scenario: { ...race, explore: { runs: 2 } }, strategy: 'lease' });
});
afterAll(() => directory.remove());

/** What a runner would print. */
function failureOf(assertion: () => void): string {
  try {
    assertion();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('the assertion has passed');
}

describe('a matcher', () => {
  it('passes on what was proven', () => {
    expect(fresh).toNeverServeStale();
    expect(fresh).toConverge();
    expect(fresh).toNever('lost-update');
    expect(fresh).toMeetExpectations();
    expect(stale).not.toNeverServeStale();
    expect(stale).not.toConverge();
    expect(stale).toNever('dirty-read');
  });

  it('fails on what was refuted, and behind `.not` on what was proven', () => {
    expect(() => expect(stale).toNeverServeStale()).toThrow(
      /expected that it never serves stale data, found stale-at-rest/,
    );
    expect(() => expect(fresh).not.toConverge()).toThrow(/expected otherwise, but it converges, in every order/);
  });

  it('never passes on what is not known', () => {
    const unknown = /is not known: the budget ended after 2 schedules.* Inconclusive is never a pass/;
    expect(() => expect(doubtful).toNeverServeStale()).toThrow(unknown);
    expect(() => expect(doubtful).not.toNeverServeStale()).toThrow(unknown);
    expect(() => expect(fresh).toNever('thundering-herd')).toThrow(/says no `herd_max`/);
  });

  it('says the sentence, the steps, how to replay them, and where the report is', () => {
    const message = failureOf(() => expect(stale).toConverge());
    expect(message).toMatch(/reader had read v1 from MySQL at step 2, before the commit at step 3/);
    expect(message).toMatch(/5 reader {4}redis {2}SET item:1 v1 PX 60000 .* ← stale window opens/);
    expect(message).toMatch(/Replay {2}STALEMATE_REPLAY=st1\.\S+ npx vitest run/);
    const [, report] = /Report {2}(\S+)/.exec(message)!;
    expect(readFileSync(report!, 'utf8')).toMatch(/<html[\s\S]*cache-aside/);
  });

  it('leaves a trace that the command line replays', async () => {
    const [, trace] = /npx stalemate replay (\S+\.trace\.json)/.exec(failureOf(() => expect(stale).toConverge()))!;
    const { exitCode, stdout } = await cli(['replay', trace!], directory.path);
    expect(stdout).toMatch(/reproduced/);
    expect(stdout).not.toMatch(/cannot be loaded/);
    expect(exitCode).toBe(0);
  });

  it('leaves no trace of code that is written in the test, which the command line could not load', async () => {
    const message = failureOf(() => expect(own).toConverge());
    expect(message).toMatch(/Replay {2}STALEMATE_REPLAY=/);
    expect(message).not.toMatch(/Trace/);
  });

  it('refuses what `explore` has not returned', () => {
    expect(() => expect(explore({ scenario: race, strategy: 'lease' })).toConverge()).toThrow(
      /found a promise.*await it/,
    );
    expect(() => expect({}).toConverge()).toThrow(/expected the result of explore\(\)/);
    expect(() => expect(fresh).toNever('stale' as never)).toThrow(/which is no anomaly/);
  });

  it('writes no file when it passes', async () => {
    const quiet = await explore({ scenario: { ...race, name: 'quiet' }, strategy: 'lease' });
    expect(quiet).toConverge();
    expect(existsSync('.stalemate/suite/quiet-lease')).toBe(false);
  });

  it('does what `expect.extend` of vitest and jest asks: it returns `pass` and a message, and throws nothing', () => {
    expect(matchers.toConverge.call({ isNot: false }, fresh)).toMatchObject({ pass: true });
    expect(matchers.toConverge.call({ isNot: false }, stale)).toMatchObject({ pass: false });
    // Behind `.not` the runner turns `pass` round.
    expect(matchers.toConverge.call({ isNot: true }, stale)).toMatchObject({ pass: false });
    expect(matchers.toConverge.call({ isNot: true }, doubtful)).toMatchObject({ pass: true });
    const { message } = matchers.toConverge.call({ isNot: false }, stale);
    expect(message()).toContain('stale-at-rest');
  });
});

describe('an assertion without `expect`', () => {
  it('passes on what was proven', () => {
    assertNeverServesStale(fresh);
    assertConverges(fresh);
    assertNever(stale, 'lost-update');
    assertMeetsExpectations(fresh);
  });

  it('throws what the matcher says, as an AssertionError of this line', () => {
    const thrown = (assertion: () => void): Error => {
      try {
        assertion();
      } catch (error) {
        return error as Error;
      }
      throw new Error('the assertion has passed');
    };
    const error = thrown(() => assertNeverServesStale(stale));
    expect(error).toMatchObject({ name: 'AssertionError', operator: 'assertNeverServesStale' });
    expect(error.message).toBe(failureOf(() => expect(stale).toNeverServeStale()));
    expect(error.stack).toMatch(/\n {4}at \S*.*matchers\.test\.ts/);
    expect(thrown(() => assertConverges(doubtful)).message).toMatch(/Inconclusive is never a pass/);
  });

  it('judges what the scenario itself expects', async () => {
    const expectation = { strategy: 'all', anomaly: 'stale-at-rest', is: 'never' } as const;
    const failed = await explore({ scenario: { ...race, expect: [expectation] }, strategy: 'cache-aside' });
    const message = failureOf(() => assertMeetsExpectations(failed));
    expect(message).toMatch(/does not do what the scenario expects/);
    expect(message).toMatch(/failed {2}race: cache-aside stale-at-rest never: stale-at-rest in 1 of 5 schedules/);
  });
});

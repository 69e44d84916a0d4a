import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../../../harness/scenario.ts';
import { strategies } from '../../../../strategies/registry.ts';
import { loadFolder } from '../../../../strategies/testing/library.ts';
import { scheduleWith } from '../panel/schedules.ts';
import { Engine } from './engine.ts';
import type { Recording } from './protocol.ts';

/** Of longer runs, the first choices. */
const POINTS_MAX = 12;

function recordingOf(scenario: Scenario): Recording {
  const strategy = { use: 'cache-aside', as: 'cache-aside', with: {}, module: null };
  return { scenario, strategy, schedule: [], anomaly: null, stalemate: '', token: '' };
}

describe('every other way that the live engine offers is gone when it is taken', () => {
  it.each(['', 'patterns'])('in the scenarios of scenarios/%s', async (folder) => {
    for (const scenario of await loadFolder(folder)) {
      const [use] = scenario.strategies.filter(({ use: name }) => name in strategies);
      if (use === undefined) continue;
      const engine = new Engine(recordingOf(scenario), () => Promise.reject(new Error('Lua is there already')));
      const own = { name: use.use, with: use.with };
      const tried = await engine.attempt(own, []);
      for (const [at, { possibilities }] of tried.points.slice(0, POINTS_MAX).entries()) {
        for (const possibility of possibilities.filter(({ isTaken }) => !isTaken)) {
          const other = await engine.attempt(own, scheduleWith(tried.schedule, at, possibility));
          const taken = other.points[at]?.possibilities.find(({ isTaken }) => isTaken);
          const where = `${scenario.name} × ${use.use}, choice ${at + 1}: ${possibility.actor} ${possibility.text}`;
          expect(`${taken?.actor} ${taken?.text}`, where).toBe(`${possibility.actor} ${possibility.text}`);
        }
      }
    }
  });
});

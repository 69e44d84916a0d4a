/** What can be claimed of an exploration, and whether it is so. */
import type { Verdict } from '../harness/result.ts';
import { ANOMALIES, type Anomaly } from '../harness/scenario.ts';
import type { Exploration } from './exploration.ts';

export interface Claim {
  /** `never serves stale data` */
  readonly text: string;
  /** None of these shows in any schedule; null: the scenario's own expectations hold. */
  readonly anomalies: readonly Anomaly[] | null;
}

export const NEVER_STALE: Claim = {
  text: 'never serves stale data',
  anomalies: ['stale-at-rest', 'resurrected', 'stale-read', 'read-your-writes', 'monotonic-reads'],
};

export const CONVERGES: Claim = { text: 'converges', anomalies: ['stale-at-rest'] };

export const MEETS_EXPECTATIONS: Claim = { text: "meets the scenario's expectations", anomalies: null };

/** @throws TypeError for a name that is none */
export function never(anomaly: Anomaly): Claim {
  if (ANOMALIES.includes(anomaly)) return { text: `never shows ${anomaly}`, anomalies: [anomaly] };
  throw new TypeError(
    `found ${JSON.stringify(anomaly)}, which is no anomaly. Fix: write one of ${ANOMALIES.join(', ')}.`,
  );
}

export interface Judged {
  readonly exploration: Exploration;
  readonly claim: Claim;
  readonly verdict: Verdict;
  /** The anomalies that speak against it. */
  readonly shown: readonly Anomaly[];
  /** Why it is not known; null where it is. */
  readonly doubt: string | null;
  /** `cache-aside × classic-race` */
  readonly cell: string;
}

/** @throws TypeError for something that `explore` has not returned */
export function judge(received: unknown, claim: Claim): Judged {
  const exploration = explorationIn(received);
  const { cell } = exploration;
  const common = { exploration, claim, cell: `${cell.strategy} × ${cell.scenario}` };
  if (claim.anomalies === null) return { ...common, verdict: exploration.verdict, shown: [], doubt: null };
  const nevers = claim.anomalies.map((anomaly) => ({ anomaly, ...exploration.never(anomaly) }));
  const shown = nevers.filter(({ verdict }) => verdict === 'fail').map(({ anomaly }) => anomaly);
  if (shown.length > 0) return { ...common, verdict: 'fail', shown, doubt: null };
  const doubtful = nevers.find(({ verdict }) => verdict === 'inconclusive');
  if (doubtful === undefined) return { ...common, verdict: 'pass', shown, doubt: null };
  return { ...common, verdict: 'inconclusive', shown, doubt: doubtful.because ?? 'the exploration was cut short' };
}

function explorationIn(received: unknown): Exploration {
  const { never: asks, save, then } = (received ?? {}) as Partial<Exploration & Promise<unknown>>;
  if (typeof asks === 'function' && typeof save === 'function') return received as Exploration;
  const [found, fix] =
    typeof then === 'function'
      ? ['a promise', 'await it: expect(await explore({ … }))']
      : [received === null ? 'null' : `a value of type ${typeof received}`, 'give what `await explore({ … })` returns'];
  throw new TypeError(`found ${found}, expected the result of explore(). Fix: ${fix}.`);
}

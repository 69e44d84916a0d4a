/** When operations arrive that do not wait for each other (an open loop). */
import type { Stream } from './streams.ts';

export type ArrivalPattern =
  | { readonly kind: 'poisson' }
  /** Evenly spaced. */
  | { readonly kind: 'constant' }
  /** For `lastsMs` of every `everyMs`, `times` as many as else; Poisson within. The average stays. */
  | { readonly kind: 'bursts'; readonly everyMs: number; readonly lastsMs: number; readonly times: number };

/** The instants of arrivals, one after the other; each call gives the next. Infinity when the rate is 0. */
export function arrivals(pattern: ArrivalPattern, perSecond: number, stream: Stream): () => number {
  const perMs = perSecond / 1000;
  if (perMs === 0) return () => Infinity;
  let at = 0;
  switch (pattern.kind) {
    case 'poisson':
      return () => (at += stream.exponential() / perMs);
    case 'constant': {
      let number = 0;
      // Where in the first interval it begins is chance: else reads and writes would go in step.
      const phase = stream.next();
      return () => (number++ + phase) / perMs;
    }
    case 'bursts':
      return burstArrivals(pattern, perMs, stream);
  }
}

function burstArrivals(
  { everyMs, lastsMs, times }: Extract<ArrivalPattern, { kind: 'bursts' }>,
  perMs: number,
  stream: Stream,
): () => number {
  const calm = (perMs * everyMs) / (everyMs - lastsMs + times * lastsMs);
  let at = 0;
  return () => {
    // Time is stretched where the rate is low, so that the exponential distances come out at the right rate.
    let left = stream.exponential();
    for (;;) {
      const phase = at % everyMs;
      const isBurst = phase < lastsMs;
      const rate = isBurst ? calm * times : calm;
      const until = at - phase + (isBurst ? lastsMs : everyMs);
      if (rate > 0 && left <= rate * (until - at)) return (at += left / rate);
      left -= rate * (until - at);
      at = until;
    }
  };
}

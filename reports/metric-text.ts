/** Figures of policy `timed` as text: the same in the terminal and in the report. */
import type { Rate } from '../harness/result.ts';

/** Shares that are small are told per million: `12 per million` says more than `0.0012 %`. */
const PER_MILLION: ReadonlySet<string> = new Set([
  'stale_read_rate',
  'concurrent_old_rate',
  'dirty_read_rate',
  'read_your_writes_rate',
  'monotonic_reads_rate',
  'resurrected_rate',
  'lost_update_rate',
]);

/** @param isBare without the unit, where it has been said just before */
export function metricText(name: string, unit: Rate['unit'], value: number, isBare = false): string {
  switch (unit) {
    case 'share':
      if (PER_MILLION.has(name)) return `${decimal(value * 1e6)}${isBare ? '' : ' per million'}`;
      return `${shareText(value)}${isBare ? '' : ' %'}`;
    case 'ms':
      return timeText(value);
    case 'per second':
    case 'count':
      return decimal(value);
    case 'bytes':
      return `${decimal(value)}${isBare ? '' : ' bytes'}`;
  }
}

/** As a percentage. Close to 1, what is missing to it is what counts: as many nines as there are, and one digit more. */
function shareText(share: number): string {
  if (share === 1) return '100';
  if (share > 0.99) return (share * 100).toFixed(Math.min(10, Math.ceil(-Math.log10(1 - share))));
  return Number((share * 100).toPrecision(3)).toString();
}

function timeText(ms: number): string {
  if (ms >= 60_000) return `${Number((ms / 60_000).toPrecision(3))} min`;
  if (ms >= 1000) return `${Number((ms / 1000).toPrecision(3))} s`;
  return `${Number(ms.toPrecision(3))} ms`;
}

/** Three digits that count, and all before the point. */
function decimal(value: number): string {
  if (Math.abs(value) >= 100) return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
  const text = Number(value.toPrecision(3))
    .toFixed(10)
    .replace(/\.?0+$/, '');
  return text === '' || text === '-0' ? '0' : text;
}

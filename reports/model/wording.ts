/** Numbers and names as text. No `Intl`: its data differs between machines, and the report must not. */

/** `12345` → `12,345`. */
export function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `plural(1, 'step')` → `1 step`. */
export function plural(value: number, noun: string, nouns = `${noun}s`): string {
  return `${count(value)} ${value === 1 ? noun : nouns}`;
}

/** Two significant digits: `0.00153` → `0.15 %`. */
export function percent(share: number): string {
  return `${digits(share * 100, Math.round)} %`;
}

/** An upper bound, rounded up, so that what is printed still bounds: `0.000191` → `0.02 %`. */
export function percentAtMost(share: number): string {
  return `${digits(share * 100, Math.ceil)} %`;
}

function digits(value: number, round: (value: number) => number): string {
  if (value <= 0) return '0';
  if (value >= 10) return String(round(value));
  const decimals = 1 - Math.floor(Math.log10(value));
  // Dividing by a power of ten that is exact gives the shortest decimal; the tolerance keeps 0.1 + noise from rounding up.
  const scale = 10 ** decimals;
  return String(round(Number((value * scale).toPrecision(12))) / scale);
}

/** Milliseconds for people: `0 ms`, `1,500 ms`, `60 s`. */
export function milliseconds(ms: number): string {
  return ms >= 10_000 && ms % 1000 === 0 ? `${count(ms / 1000)} s` : `${count(ms)} ms`;
}

/** Safe in an id, in a fragment and in a file name. */
export function slug(text: string): string {
  const safe = text.replace(/[^A-Za-z0-9_-]+/g, '-').replace(/^-+|-+$/g, '');
  return safe === '' ? 'unnamed' : safe.slice(0, 80);
}

/** `a`, `a and b`, `a, b and c`. */
export function list(items: readonly string[]): string {
  if (items.length <= 1) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items[items.length - 1]}`;
}

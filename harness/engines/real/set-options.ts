/** The options of SET, as far as they bear on the time to live. */
export interface SetOptions {
  readonly condition: 'nx' | 'xx' | null;
  readonly returnsOld: boolean;
  readonly keepsTtl: boolean;
  /** From now; null for none. */
  readonly ttlMs: number | null;
}

const UNIT_MS: Readonly<Record<string, number>> = { ex: 1000, px: 1 };
/** Bigger numbers overflow in Redis, which is for Redis to say. */
const TTL = /^[1-9]\d{0,11}$/;

/** @returns null for what only Redis itself can judge: unknown or contradicting options, odd numbers, absolute times. */
export function parseSetOptions(options: readonly string[]): SetOptions | null {
  let condition: SetOptions['condition'] = null;
  let returnsOld = false;
  let keepsTtl = false;
  let ttlMs: number | null = null;
  for (let i = 0; i < options.length; i += 1) {
    const option = options[i]!.toLowerCase();
    if (option === 'nx' || option === 'xx') {
      if (condition !== null) return null;
      condition = option;
    } else if (option === 'get') returnsOld = true;
    else if (option === 'keepttl') keepsTtl = true;
    else {
      ttlMs = ttlMs === null ? ttlOf(option, options[i + 1]) : null;
      if (ttlMs === null) return null;
      i += 1;
    }
  }
  return keepsTtl && ttlMs !== null ? null : { condition, returnsOld, keepsTtl, ttlMs };
}

/** @param unit `ex` for seconds, `px` for milliseconds. */
export function ttlOf(unit: string, count: string | undefined): number | null {
  const unitMs = UNIT_MS[unit];
  return unitMs !== undefined && count !== undefined && TTL.test(count) ? Number(count) * unitMs : null;
}

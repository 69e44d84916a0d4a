/** In the page, in place of `node:util`. */

export const types = { isDate: (value: unknown): boolean => value instanceof Date };

export function inspect(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}

/** Of what stores hold: plain data. */
export function isDeepStrictEqual(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const [keys, others] = [Object.keys(one), Object.keys(other)];
  return (
    keys.length === others.length &&
    keys.every((key) => Object.hasOwn(other, key) && isDeepStrictEqual(one[key as never], other[key as never]))
  );
}

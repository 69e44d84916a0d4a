/** Which row a cache key is about: what stands behind its colon, `7` of `item:7` and `a-7` of `item:a-7`. */
export function rowKeyOf(key: string): string {
  return key.slice(key.indexOf(':') + 1);
}

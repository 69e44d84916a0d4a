/**
 * What can still be checked in a file whose form is not right everywhere: the same value with a hole (`undefined`)
 * where an issue is. Names stay, so that a reference to a broken actor is not reported as unknown on top.
 */
import type { z } from 'zod';

export type Salvaged<T> = unknown extends T
  ? T
  : T extends readonly (infer Item)[]
    ? readonly (Salvaged<Item> | undefined)[]
    : T extends object
      ? { readonly [Key in keyof T]?: Salvaged<T[Key]> | undefined }
      : T;

/** @returns null when nothing of it can be used */
export function salvage<T>(value: unknown, issues: readonly z.core.$ZodIssue[]): Salvaged<T> | null {
  const copy: unknown = structuredClone(value);
  for (const issue of issues) {
    const paths = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
    for (const path of paths) {
      if (path.length === 0) return null;
      punch(copy, path);
    }
  }
  return copy as Salvaged<T>;
}

function punch(value: unknown, path: readonly PropertyKey[]): void {
  let parent = value;
  for (const part of path.slice(0, -1)) {
    if (typeof parent !== 'object' || parent === null) return;
    parent = (parent as Record<PropertyKey, unknown>)[part];
  }
  const last = path.at(-1);
  // Only what is there: a hole for a missing key would make it look present.
  if (typeof parent === 'object' && parent !== null && last !== undefined && Object.hasOwn(parent, last)) {
    (parent as Record<PropertyKey, unknown>)[last] = undefined;
  }
}

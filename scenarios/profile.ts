/** Reads the profile that `timing.profile` names. */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Profile, PROFILE_VERSION, profileSchema } from '../harness/timed/profile.ts';

export type ReadProfile = { readonly profile: Profile } | { readonly message: string; readonly fix: string };

/** @param file the absolute path of the scenario file, which `path` is relative to */
export function readProfile(file: string, path: string): ReadProfile {
  const place = resolve(dirname(file), path);
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(place, 'utf8'));
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return isMissing
      ? {
          message: `found no file ${path}, expected a profile`,
          fix: 'let `stalemate probe` write one, or correct the path',
        }
      : { message: `the profile ${path} cannot be read as JSON`, fix: 'let `stalemate probe` write it anew' };
  }
  const parsed = profileSchema.safeParse(value);
  if (parsed.success) return { profile: parsed.data };
  const [issue] = parsed.error.issues;
  const version = (value as { profileVersion?: unknown } | null)?.profileVersion;
  const where = version === PROFILE_VERSION ? ` at ${issue!.path.join('.')}: ${issue!.message}` : '';
  return {
    message: `the profile ${path} is not one of version ${PROFILE_VERSION}${where}`,
    fix: 'let `stalemate probe` write it anew',
  };
}

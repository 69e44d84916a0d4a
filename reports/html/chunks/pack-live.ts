/** The live engine as it goes into the page. */
import type { LiveBundle } from '../bundle.ts';
import { pack } from './encode.ts';

export interface PackedLive {
  /** What the policy has the hash of. */
  readonly script: string;
  readonly packedScript: string;
  readonly packedLua: string;
}

export function packLive({ script, lua }: LiveBundle): PackedLive {
  return { script, packedScript: pack(script), packedLua: pack(lua) };
}

export function bytesOfLive(live: PackedLive | null): number {
  return live === null ? 0 : live.packedScript.length + live.packedLua.length;
}

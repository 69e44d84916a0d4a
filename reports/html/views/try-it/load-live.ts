/** Brings the live engine to life: it is in the page as a packed text until somebody opens it. */
import { unpack } from '../../chunks/decode.ts';
import type { Live } from '../../live/mount.tsx';
import { LIVE_PLACES } from '../../places.ts';

export interface LoadedLive {
  readonly live: Live;
  /** Its script, of which a worker can be made. */
  readonly text: string;
}

const packedAt = (id: string): string | null => document.getElementById(id)?.textContent ?? null;

export function hasLive(): boolean {
  return packedAt(LIVE_PLACES.script) !== null;
}

let loading: Promise<LoadedLive> | null = null;

export function loadLive(): Promise<LoadedLive> {
  return (loading ??= load());
}

async function load(): Promise<LoadedLive> {
  const text = await unpack(packedAt(LIVE_PLACES.script) ?? '').text();
  const script = document.createElement('script');
  // The page's policy knows it by its hash. It has run when it is in the page.
  script.textContent = text;
  document.head.append(script);
  const live = globalThis.stalemateLive;
  if (live === undefined) throw new Error('the browser does not let it run');
  return { live, text };
}

export function unpackLua(): Promise<ArrayBuffer> {
  return unpack(packedAt(LIVE_PLACES.lua) ?? '').arrayBuffer();
}

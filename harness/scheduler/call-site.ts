/** Finds the line of the user's code in a stack. */
import { fileURLToPath } from 'node:url';

/** Our own frames: in this folder, or in the chunks that we are bundled into. */
const OURS = ['.', '../../chunks/'].map((folder) => fileURLToPath(new URL(folder, import.meta.url)));
/** Where actor code is called from: what stands further out is nobody's doing. */
const ENTRY = / (?:Module\.)?(?:run|enter|leave)ActorCode \(/;
/** `fetch` alone puts forty frames between the user's line and the socket. */
const FRAMES_MAX = 100;
/** A file: Node's own frames are `node:internal/…`. */
const PLACE = /(?:\(|^at (?:async )?)((?:file:\/\/)?\/[^()]*:\d+:\d+)\)?$/;

/** `file:line:column` of the innermost frame that is neither ours nor Node's; where there are only such of libraries, of those. */
export function callSite(stack: string | undefined = stackHere()): string {
  let ofLibrary: string | null = null;
  for (const line of (stack ?? '').split('\n').slice(1)) {
    if (ENTRY.test(line)) break;
    const place = toPath(PLACE.exec(line.trim())?.[1]);
    if (place === null || OURS.some((folder) => place.startsWith(folder))) continue;
    if (!place.includes('/node_modules/')) return place;
    ofLibrary ??= place;
  }
  return ofLibrary ?? 'an unknown place';
}

function stackHere(): string | undefined {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = FRAMES_MAX;
  try {
    return new Error('call site').stack;
  } finally {
    Error.stackTraceLimit = limit;
  }
}

function toPath(place: string | undefined): string | null {
  if (place === undefined || !place.startsWith('file://')) return place ?? null;
  const [, url, position] = /^(.*?)(:\d+:\d+)$/.exec(place)!;
  return fileURLToPath(url!) + position!;
}

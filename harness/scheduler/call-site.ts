/** Finds the line of the user's code in a stack. */
import { fileURLToPath } from 'node:url';

/** Our own frames: this folder, compiled or not. */
const HERE = fileURLToPath(new URL('.', import.meta.url));

/** `file:line:column` of the innermost frame that is neither ours nor Node's. */
export function callSite(stack: string | undefined = new Error('call site').stack): string {
  for (const line of (stack ?? '').split('\n').slice(1)) {
    const match = /\(?((?:file:\/\/)?\/[^()]*:\d+:\d+)\)?$/.exec(line.trim());
    if (match === null) continue;
    const place = match[1]!.startsWith('file://') ? toPath(match[1]!) : match[1]!;
    if (!place.startsWith(HERE) && !place.includes('/node_modules/')) return place;
  }
  return 'an unknown place';
}

function toPath(place: string): string {
  const [, url, position] = /^(.*?)(:\d+:\d+)$/.exec(place)!;
  return fileURLToPath(url!) + position!;
}

/** Unpacks what `encodeChunk` packed, with what the browser has. */

export async function decodeChunk(packed: string): Promise<unknown> {
  return unpack(packed).json();
}

/** What `pack` packed: a text or bytes. */
export function unpack(packed: string): Response {
  const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip')));
}

/** In the page, in place of `node:path`. */
export function basename(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

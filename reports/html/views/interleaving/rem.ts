/** Geometry counts in pixels of a 16 px root; rem lets the diagram grow with the reader's font size. */
export function rem(px: number): string {
  return `${px / 16}rem`;
}

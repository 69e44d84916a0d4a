/** `10 kB`, `1.02 TB`: 1 kB is 1,000 bytes. */
export function sizeText(bytes: number): string {
  const power = Math.min(NAMES.length - 1, Math.max(0, Math.floor(Math.log10(bytes) / 3)));
  return `${Number((bytes / 1_000 ** power).toPrecision(3))} ${NAMES[power]}`;
}

const NAMES = ['B', 'kB', 'MB', 'GB', 'TB'];

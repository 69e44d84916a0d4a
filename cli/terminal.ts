/** Results go to stdout, everything else to stderr. */

export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** One document and nothing else. Resolves when it has been written. */
export function printJson(value: unknown): Promise<void> {
  return print(`${JSON.stringify(value, null, 2)}\n`);
}

export function print(text: string): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.write(text, () => resolve());
  });
}

/** Whoever reads us may stop reading: `stalemate list | head` is no error. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

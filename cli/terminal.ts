/** Results go to stdout, everything else to stderr. */

export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** One document and nothing else. Resolves when it has been written. */
export function printJson(value: unknown): Promise<void> {
  return print(`${JSON.stringify(value, null, 2)}\n`);
}

export function print(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

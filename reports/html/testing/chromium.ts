/** The browser of the tests: the one that the machine has. */
import { execFileSync } from 'node:child_process';
import { type Browser, chromium } from 'playwright-core';

/** `CHROMIUM_PATH`, or the first of its usual names on the PATH; null when there is none. */
export function findChromium(): string | null {
  const named = process.env['CHROMIUM_PATH'];
  if (named) return named;
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    try {
      return execFileSync('which', [name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    } catch {
      // Not this name.
    }
  }
  return null;
}

/** With an empty profile of its own; nothing of the user's own browser is used. */
export function launch(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    // Its sandbox refuses root, which continuous integration often is; the pages are our own.
    chromiumSandbox: false,
    args: ['--disable-gpu', '--disable-quic'],
  });
}

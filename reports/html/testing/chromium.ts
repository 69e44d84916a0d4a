/** The browser of the tests: the one that the machine has. */
import { execFileSync } from 'node:child_process';
import puppeteer, { type Browser } from 'puppeteer-core';

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

/** @param profile an empty folder; nothing of the user's own browser is used. */
export function launch(executablePath: string, profile: string): Promise<Browser> {
  return puppeteer.launch({
    executablePath,
    userDataDir: profile,
    args: [
      // Its sandbox refuses root, which continuous integration often is; the pages are our own.
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

// The report is tested in a browser. Where the distribution can install one and we may, it is installed; else the tests say
// why they skip (and fail in CI).
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

function isOnPath(name) {
  return (process.env.PATH ?? '').split(delimiter).some((directory) => {
    try {
      accessSync(join(directory, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

export function provideChromium() {
  if (process.env.CHROMIUM_PATH || NAMES.some(isOnPath)) return;
  if (process.getuid?.() !== 0 || !isOnPath('apt-get')) {
    process.stderr.write(
      'No Chromium found: the browser tests will be skipped. Fix: apt-get install chromium, or set CHROMIUM_PATH.\n',
    );
    return;
  }
  process.stderr.write('Installing Chromium for the browser tests …\n');
  const apt = (...args) =>
    spawnSync('apt-get', args, { stdio: ['ignore', 2, 2], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  apt('update', '-qq');
  apt('install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core');
}

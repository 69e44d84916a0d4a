// `npm test`: set up, then everything that must hold. The checks run even when an earlier one failed; any failure fails.
import { spawnSync } from 'node:child_process';
import { setUp } from './set-up.mjs';
import { provideChromium } from './chromium.mjs';

const root = await setUp();
provideChromium();
const vitest = ['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)];
const checks = [
  ['format', ['node_modules/@biomejs/biome/bin/biome', 'format', '.']],
  ['lint', ['node_modules/oxlint/bin/oxlint', '--type-aware', '--deny-warnings', '.']],
  ['types', ['node_modules/typescript/bin/tsc']],
  ['tests', vitest],
];
const failed = checks.filter(([name, args]) => {
  process.stdout.write(`\n— ${name}\n`);
  return spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status !== 0;
});
if (failed.length > 0) process.stdout.write(`\nFailed: ${failed.map(([name]) => name).join(', ')}\n`);
process.exit(failed.length > 0 ? 1 : 0);

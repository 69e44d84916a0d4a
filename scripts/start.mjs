// `npm start`: set up, then run the scenario library on real servers where they can be had.
import { spawnSync } from 'node:child_process';
import { setUp } from './set-up.mjs';

const root = await setUp();
const args = process.argv.slice(2);
const { status } = spawnSync('bin/stalemate', ['run', ...(args.length > 0 ? args : ['scenarios/*.yaml'])], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(status ?? 70);

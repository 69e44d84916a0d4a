// Before the tests: compiles once, and not whenever one of them starts the command.
import { buildIfStale } from './build.mjs';

export default function setUp({ config }) {
  buildIfStale();
  // Where tests are run again on every change, what they start compiles what has changed.
  if (!config.watch) process.env.STALEMATE_NO_BUILD = '1';
}

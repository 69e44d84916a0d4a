/** `run --watch`: runs again when something changes that was run, until Ctrl-C. */
import type { Result, Verdict } from '../../harness/result.ts';
import { exitCodes } from '../exit-codes.ts';
import { print } from '../terminal.ts';
import { changesOf } from './changes.ts';
import { WatchedFiles } from './watched-files.ts';

export interface Watching {
  /**
   * Loads, executes and shows everything anew. Null where nothing was executed: a mistake in a file was told, which the next
   * change may mend, or it was interrupted before.
   */
  readonly round: (isInterrupted: () => boolean) => Promise<Result | null>;
  /** The files that a round depends on, as far as is known. */
  readonly files: () => Promise<readonly string[]>;
  /** How a path is shown. */
  readonly nameOf: (file: string) => string;
}

/** The screen and what was scrolled off it. */
const CLEAR = '\x1b[2J\x1b[3J\x1b[H';
const NAMED_MAX = 5;

/** @returns the exit code: 0 when it was ended while it waited, 130 when a run was interrupted */
export async function watch({ round, files, nameOf }: Watching): Promise<number> {
  const watched = new WatchedFiles();
  const interruption = listenForInterruption();
  let last: Result | null = null;
  try {
    for (;;) {
      await watched.follow(await files());
      const result = await round(() => interruption.isAsked);
      if (result?.exitCode === exitCodes.interrupted) return result.exitCode;
      if (interruption.isAsked) return exitCodes.pass;
      // What was loaded for the first time is known by now.
      const all = await files();
      await watched.follow(all);
      await print(stateOf(result, last, all.length));
      last = result ?? last;
      const changed = await watched.changes(files, interruption.asked);
      if (changed.length === 0) return exitCodes.pass;
      await announce(changed.map(nameOf));
    }
  } finally {
    interruption.end();
    watched.close();
  }
}

function stateOf(result: Result | null, last: Result | null, count: number): string {
  const was = (verdict: Verdict): string => (last === null || last.verdict === verdict ? '' : ` (was ${last.verdict})`);
  const lines =
    result === null
      ? [last === null ? 'Nothing has run yet.' : `Nothing was run. The last verdict: ${last.verdict}`]
      : [...(last === null ? [] : changesOf(last, result)), `Verdict  ${result.verdict}${was(result.verdict)}`];
  return `\n${[...lines, `Watching ${count} file${count === 1 ? '' : 's'}. Ctrl-C ends it.`].join('\n')}\n`;
}

async function announce(names: readonly string[]): Promise<void> {
  const others = names.length - NAMED_MAX;
  const shown = [...names.slice(0, NAMED_MAX), ...(others > 0 ? [`${others} more`] : [])];
  await print(`${process.stdout.isTTY ? CLEAR : '\n'}Changed  ${shown.join(', ')}\n\n`);
}

interface Interruption {
  readonly isAsked: boolean;
  readonly asked: Promise<void>;
  end(): void;
}

/** Ctrl-C, which a run that is under way notices by itself, too. Twice: leave at once. */
function listenForInterruption(): Interruption {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  let resolve = (): void => {};
  const state = {
    isAsked: false,
    asked: new Promise<void>((settle) => (resolve = settle)),
    end: () => signals.forEach((signal) => process.off(signal, listen)),
  };
  const listen = (): void => {
    if (state.isAsked) process.exit(exitCodes.interrupted);
    state.isAsked = true;
    resolve();
  };
  for (const signal of signals) process.on(signal, listen);
  return state;
}

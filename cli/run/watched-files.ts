/** Notices that files are not what they were: by what they hold, so that a file which is merely touched is no change. */
import { createHash } from 'node:crypto';
import { type FSWatcher, watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** Editors write in several steps; a change is looked at when there is quiet. */
const QUIET_MS = 60;

export class WatchedFiles {
  readonly #watchers = new Map<string, FSWatcher>();
  #digests: Digests = new Map();
  #onEvent = (): void => {};

  /** What is there now is what changes are told against. */
  async follow(files: readonly string[]): Promise<void> {
    const known = this.#digests;
    // What was known before the files were read last is kept: a change in between is one.
    this.#digests = await digestsOf(files, (file) => known.get(file));
    this.#watchFolders(new Set(files.map((file) => dirname(resolve(file)))));
  }

  /**
   * Waits for changes.
   * @param list the files that matter, asked anew each time: some may have come
   * @param isOver settles when nobody waits any more
   * @returns the files that have changed, come or gone; none: it is over
   */
  async changes(list: () => Promise<readonly string[]>, isOver: Promise<void>): Promise<readonly string[]> {
    const over = isOver.then(() => 'over' as const);
    const quiet = () => Promise.race([new Promise<'quiet'>((done) => setTimeout(done, QUIET_MS, 'quiet')), over]);
    let seen: Digests = this.#digests;
    for (;;) {
      const event = new Promise<'event'>((done) => (this.#onEvent = () => done('event')));
      const now = await digestsOf(await list());
      const changed = differing(this.#digests, now);
      // A file that is being written is for a moment empty: what has changed counts when it stays as it is.
      if (changed.length > 0 && differing(seen, now).length === 0) {
        this.#digests = now;
        return changed;
      }
      seen = now;
      if (changed.length === 0 && (await Promise.race([event, over])) === 'over') return [];
      if ((await quiet()) === 'over') return [];
    }
  }

  close(): void {
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  /** Folders, not files: editors put a new file in the place of the old one. */
  #watchFolders(folders: ReadonlySet<string>): void {
    for (const [folder, watcher] of this.#watchers) {
      if (folders.has(folder)) continue;
      watcher.close();
      this.#watchers.delete(folder);
    }
    for (const folder of folders) {
      if (this.#watchers.has(folder)) continue;
      try {
        const watcher = watch(folder, () => this.#onEvent());
        // A folder that goes away is noticed by its files.
        watcher.on('error', () => this.#onEvent());
        this.#watchers.set(folder, watcher);
      } catch {
        // It is not there (any more).
      }
    }
  }
}

type Digests = ReadonlyMap<string, string | null>;

/** In the order of the alphabet. */
function differing(before: Digests, now: Digests): readonly string[] {
  const all = new Set([...before.keys(), ...now.keys()]);
  return [...all].filter((file) => before.get(file) !== now.get(file)).toSorted();
}

async function digestsOf(
  files: readonly string[],
  known: (file: string) => string | null | undefined = () => undefined,
): Promise<Map<string, string | null>> {
  const entries = files.map(async (file) => {
    const before = known(file);
    return [file, before === undefined ? await digestOf(file) : before] as const;
  });
  return new Map(await Promise.all(entries));
}

/** Null when it cannot be read. */
async function digestOf(file: string): Promise<string | null> {
  try {
    return createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
  } catch {
    return null;
  }
}

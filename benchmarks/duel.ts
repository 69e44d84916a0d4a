/** Two contenders, open for as long as something is done with them. */
import type { Contender } from './contender.ts';

/** Closes both whatever happens: on servers of somebody else nothing may stay behind. */
export async function duel<Result>(
  ours: Promise<Contender>,
  theirs: Promise<Contender>,
  fight: (ours: Contender, theirs: Contender) => Promise<Result>,
): Promise<Result> {
  const opened = await Promise.allSettled([ours, theirs]);
  try {
    return await fight(await ours, await theirs);
  } finally {
    for (const one of opened) if (one.status === 'fulfilled') await one.value.close();
  }
}

/**
 * Opens a contender in a process of its own, so that neither side's guards, compiled code or garbage touch the other.
 * (Stalemate guards globals such as `setImmediate`; fast-check would pay for that.)
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../cli/package-root.ts';
import type { Contender, Round } from './contender.ts';
import type { ContenderName, OptionsOf } from './contenders.ts';

export type Call = 'open' | 'round' | 'close';
export type Answer = { readonly round?: Round; readonly error?: string };

/** The flags with which our own command starts Node; other tools are started without any. */
function asUsersStartIt(): string[] {
  const [firstLine = ''] = readFileSync(join(packageRoot, 'bin', 'stalemate'), 'utf8').split('\n');
  return firstLine.split(' ').filter((word) => word.startsWith('--'));
}

/** Only from compiled code: Node 20 does not run TypeScript. */
export async function host<Name extends ContenderName>(name: Name, options: OptionsOf<Name>): Promise<Contender> {
  const execArgv = name.endsWith('/stalemate') ? asUsersStartIt() : [];
  const child = fork(fileURLToPath(new URL('./hosted.js', import.meta.url)), [name, JSON.stringify(options)], {
    execArgv,
  });
  const ask = async (call: Call): Promise<Answer> => {
    child.send(call);
    const answered = new AbortController();
    const { signal } = answered;
    const died = once(child, 'exit', { signal }).then(([code]): never => {
      throw new Error(`the process of ${name} ended with ${String(code)}`);
    });
    const [answer] = (await Promise.race([once(child, 'message', { signal }), died])) as [Answer];
    died.catch(() => {});
    answered.abort();
    if (answer.error !== undefined) throw new Error(`${name}: ${answer.error}`);
    return answer;
  };
  await ask('open').catch((error: unknown) => {
    child.kill();
    throw error;
  });
  return {
    round: async () => (await ask('round')).round!,
    async close() {
      await ask('close');
      child.disconnect();
    },
  };
}

import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { describeReal } from '../../../../infra/testing.ts';
import { COMMANDS } from './commands.ts';
import { OTHER_COMMANDS } from './other-commands.ts';
import { EmbeddedRedis } from './redis.ts';
import { moves } from './testing/command-arbitrary.ts';
import { compare, RealRedis } from './testing/comparison.ts';
import { SCRIPTS } from './testing/scripts.ts';

const SEQUENCE_COUNT = 400;

/** `[name, arity, flags, …]` of COMMAND INFO. */
type CommandInfo = readonly [string, number, readonly string[]];

describeReal('The embedded Redis answers as the real one', (servers) => {
  const real = new RealRedis(servers);
  afterAll(() => real.close());

  it('to random sequences of commands and transactions in two sessions', async () => {
    const property = fc.asyncProperty(moves, async (sequence) => {
      expect(await compare(real, sequence)).toBeNull();
    });
    await fc.assert(property, { seed: 42, numRuns: SEQUENCE_COUNT });
  });

  it.each(SCRIPTS.map((args) => [args[0], args] as const))('to the script %j', async (_script, args) => {
    for (const name of ['eval', 'eval_ro']) {
      const embedded = new EmbeddedRedis({ now: 0 });
      await real.reset();
      expect(embedded.execute(0, { name, args })).toEqual(await real.execute(0, { name, args }));
    }
  });

  it('to EVALSHA and SCRIPT EXISTS, before and after a script is known', async () => {
    const embedded = new EmbeddedRedis({ now: 0 });
    const { nonce } = await real.clock();
    const script = `return { ARGV[1], '${nonce}' }`;
    const other = `${script} -- loaded`;
    const sha = embedded.execute(0, { name: 'script', args: ['load', script] }) as string;
    const otherSha = embedded.execute(0, { name: 'script', args: ['LOAD', other] }) as string;
    const fresh = new EmbeddedRedis({ now: 0 });
    for (const [name, ...args] of [
      ['evalsha', sha, '0', 'x'],
      ['script', 'exists', sha, otherSha],
      ['eval', script, '0', 'x'],
      ['evalsha', sha.toUpperCase(), '0', 'x'],
      ['evalsha_ro', sha, '0', 'x'],
      ['evalsha', sha, 'x', 'x'],
      ['evalsha', 'short', 'x', 'x'],
      ['script', 'Load', other],
      ['script', 'exists', sha, otherSha, 'nonsense'],
      ['evalsha', otherSha, '0', 'y'],
      ['script', 'exists'],
      ['script', 'load'],
      ['script', 'nosuch'],
      ['script', 'flush', 'later'],
    ] as [string, ...string[]][]) {
      expect(fresh.execute(0, { name, args }), `${name} ${args}`).toEqual(await real.execute(0, { name, args }));
    }
  });

  it('with the arity and the flags of COMMAND INFO', async () => {
    const names = [...COMMANDS.keys()];
    const infos = (await real.execute(0, { name: 'command', args: ['info', ...names] })) as unknown as CommandInfo[];
    const expected = infos.map(([name, arity, flags]) => {
      // SCRIPT itself has no flags, each of its subcommands has.
      const barredFromScripts = flags.includes('noscript') || name === 'script';
      return { name, arity, writes: flags.includes('write'), barredFromScripts };
    });
    const actual = Array.from(COMMANDS, ([name, { arity, writes, barredFromScripts }]) => {
      return { name, arity, writes, barredFromScripts };
    });
    expect(actual).toEqual(expected);
  });

  it('or knows what it does not know', async () => {
    const listed = (await real.execute(0, { name: 'command', args: ['list'] })) as unknown as string[];
    const names = new Set(listed.map((name) => name.toLowerCase()));
    expect([...COMMANDS.keys(), ...OTHER_COMMANDS].filter((name) => !names.has(name))).toEqual([]);
  });
});

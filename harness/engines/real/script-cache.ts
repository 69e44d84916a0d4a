/**
 * Which scripts this run has shown to Redis, and how they go there. The server's own cache is shared, so another run could
 * make an EVALSHA succeed that in this run's history must answer NOSCRIPT.
 */
import { createHash } from 'node:crypto';
import type { RedisCommand, RedisReply } from '../engine.ts';
import { mustBeConfined } from './confined-script.ts';

/** No script has it, so Redis answers NOSCRIPT. */
const UNKNOWN_SHA = 'f'.repeat(40);

export class ScriptCache {
  /** Text by SHA-1. */
  readonly #known = new Map<string, string>();

  outward(command: RedisCommand): RedisCommand {
    const [first = '', ...rest] = command.args;
    switch (command.name) {
      case 'evalsha':
      case 'evalsha_ro': {
        const text = this.#known.get(first.toLowerCase());
        if (text === undefined) return { name: command.name, args: [UNKNOWN_SHA, ...rest] };
        const args = [text, ...rest];
        return mustBeConfined(args) ? { name: command.name.replace('sha', ''), args } : command;
      }
      case 'script':
        // Other runs still need their scripts.
        return first.toLowerCase() === 'flush' ? { name: 'echo', args: ['OK'] } : command;
      default:
        return command;
    }
  }

  /** Learns from a command that was executed; returns the reply that the client gets. */
  inward(command: RedisCommand, reply: RedisReply): RedisReply {
    const [first = '', ...rest] = command.args;
    if (command.name === 'eval' || command.name === 'eval_ro') {
      if (!isRejected(reply)) this.#known.set(createHash('sha1').update(first).digest('hex'), first);
    } else if (command.name === 'script') {
      const subcommand = first.toLowerCase();
      if (subcommand === 'load' && typeof reply === 'string') this.#known.set(reply, rest[0] ?? '');
      if (subcommand === 'exists' && Array.isArray(reply))
        return rest.map((sha) => (this.#known.has(sha.toLowerCase()) ? 1 : 0));
      if (subcommand === 'flush') this.#known.clear();
    }
    return reply;
  }
}

/** Redis keeps a script that fails, but not one that it could not compile or never came to. */
function isRejected(reply: RedisReply): boolean {
  if (typeof reply !== 'object' || reply === null || !('kind' in reply)) return false;
  return /Error compiling script|wrong number of arguments|number of keys|numkeys/i.test(reply.message);
}

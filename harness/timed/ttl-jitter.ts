/**
 * TTLs with jitter, as a client library adds it: a command that sets a TTL sends a longer or shorter one. Commands inside of
 * scripts are the script's business and stay as they are.
 */
import type { RedisCommand, Request } from '../engines/engine.ts';

/** @param factor by which TTLs are multiplied */
export function withTtl(request: Request, factor: number): Request {
  if ('command' in request) {
    const command = jittered(request.command, factor);
    return command === request.command ? request : { store: 'redis', command };
  }
  if ('transaction' in request)
    return { store: 'redis', transaction: request.transaction.map((command) => jittered(command, factor)) };
  return request;
}

function jittered(command: RedisCommand, factor: number): RedisCommand {
  const { name, args } = command;
  const ms = (text: string, unitMs: number): string => String(Math.max(1, Math.round(Number(text) * unitMs * factor)));
  switch (name) {
    case 'setex':
      return { name: 'psetex', args: args.with(1, ms(args[1]!, 1000)) };
    case 'psetex':
    case 'pexpire':
      return { name, args: args.with(1, ms(args[1]!, 1)) };
    case 'expire':
      return { name: 'pexpire', args: args.with(1, ms(args[1]!, 1000)) };
    case 'set':
    case 'getex': {
      const at = args.findIndex((arg) => /^(px|ex)$/i.test(arg));
      if (at < 0 || at + 1 >= args.length) return command;
      const unitMs = args[at]!.toLowerCase() === 'ex' ? 1000 : 1;
      return { name, args: args.with(at, 'PX').with(at + 1, ms(args[at + 1]!, unitMs)) };
    }
    default:
      return command;
  }
}

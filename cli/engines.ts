/** Opens the engines that a command asked for, and says what will stay unconfirmed. */
import { embeddedEngine } from '../harness/engines/embedded/engine.ts';
import { openRealEngine } from '../harness/engines/real/engine.ts';
import type { Engines } from '../harness/exploration/cell.ts';
import type { Result } from '../harness/result.ts';
import { acquireServers } from '../infra/acquire.ts';
import { InfraError } from '../infra/errors.ts';
import { CliError } from './errors.ts';

export interface OpenEngines {
  readonly engines: Engines;
  readonly servers: Result['servers'];
  /** How the servers came to be, for people: `packages`. Null without servers. */
  readonly provider: string | null;
  readonly unconfirmed: readonly string[];
  close(): Promise<void>;
}

const NO_SERVERS: Result['servers'] = { redis: null, mysql: null, kafka: null };
const MODES = ['embedded', 'real', 'twin'] as const;

export interface EngineArgs {
  readonly on?: string | undefined;
  readonly redis?: string | undefined;
  readonly mysql?: string | undefined;
  readonly kafka?: string | undefined;
}

/** @throws CliError for a word that is none of the modes */
export function modeOf({ on }: EngineArgs): (typeof MODES)[number] | undefined {
  const mode = MODES.find((candidate) => candidate === on);
  if (on === undefined || mode !== undefined) return mode;
  throw new CliError(`--on: found "${on}", expected ${MODES.join(', ')}. Fix: for example --on embedded`);
}

export async function openEngines(args: EngineArgs, say: (line: string) => void): Promise<OpenEngines> {
  const on = modeOf(args);
  if (on === 'embedded') return embeddedOnly(['Nothing was confirmed on real servers: --on embedded was asked for.']);
  try {
    return await withServers(on ?? 'twin', args, say);
  } catch (error) {
    const mayFallBack = on === undefined && [args.redis, args.mysql, args.kafka].every((url) => url === undefined);
    if (!mayFallBack || !(error instanceof InfraError) || error.code !== 'E_NO_SERVERS') throw error;
    say(`${error.message}\nGoing on with the embedded engine alone. \`stalemate doctor\` says how to get servers.`);
    return embeddedOnly(['Nothing was confirmed on real servers: none could be had on this machine.']);
  }
}

function embeddedOnly(unconfirmed: readonly string[]): OpenEngines {
  return {
    engines: { on: 'embedded', engine: embeddedEngine },
    servers: NO_SERVERS,
    provider: null,
    unconfirmed,
    close: async () => {},
  };
}

async function withServers(on: 'real' | 'twin', args: EngineArgs, say: (line: string) => void): Promise<OpenEngines> {
  const acquired = await acquireServers({
    redisUrl: args.redis,
    mysqlUrl: args.mysql,
    kafkaUrl: args.kafka,
    onProgress: say,
  });
  try {
    const real = await openRealEngine(acquired);
    return {
      engines: on === 'real' ? { on, engine: real } : { on, engine: embeddedEngine, real },
      servers: { ...real.versions, kafka: null },
      provider: acquired.provider,
      unconfirmed: acquired.notes,
      close: async () => {
        await real.close();
        await acquired.close();
      },
    };
  } catch (error) {
    await acquired.close();
    throw error;
  }
}

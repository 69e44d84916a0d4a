/** Opens the engines that a command asked for, and says what will stay unconfirmed. */
import { embeddedEngine } from '../harness/engines/embedded/engine.ts';
import { NO_NEEDS, type ServerNeeds } from '../harness/engines/real/servers.ts';
import type { Engines } from '../harness/exploration/cell.ts';
import type { Result } from '../harness/result.ts';
import type { Scenario } from '../harness/scenario.ts';
import type { RunPlan } from '../harness/scheduler/plan.ts';
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
  readonly 'mysql-replica'?: string | undefined;
  readonly kafka?: string | undefined;
}

/** @throws CliError for a word that is none of the modes */
export function modeOf({ on }: EngineArgs): (typeof MODES)[number] | undefined {
  const mode = MODES.find((candidate) => candidate === on);
  if (on === undefined || mode !== undefined) return mode;
  throw new CliError(`--on: found "${on}", expected ${MODES.join(', ')}. Fix: for example --on embedded`);
}

/** What the scenarios need besides a Redis and a MySQL. */
export function needsOf(scenarios: readonly Scenario[]): ServerNeeds {
  return {
    replicas: Math.max(0, ...scenarios.map(({ replicas }) => replicas)),
    kafka: scenarios.some(({ pipeline }) => pipeline.kind === 'kafka'),
  };
}

/** What of the engines a plan can be executed on: where nobody insisted on a Kafka or on replicas, there may be none. */
export function enginesFor({ kafka, scenario }: RunPlan, engines: Engines): Engines {
  if (engines.on !== 'twin') return engines;
  const { hasKafka, replicas = scenario.replicas } = engines.real;
  const isLacking = (kafka !== null && hasKafka === false) || replicas < scenario.replicas;
  return isLacking ? { on: 'embedded', engine: engines.engine } : engines;
}

/**
 * Where nobody said which engine, what cannot be had is done without: without a Kafka, or without any servers.
 *
 * @param needs of the scenarios that will be executed
 */
export async function openEngines(
  args: EngineArgs,
  say: (line: string) => void,
  needs: ServerNeeds = NO_NEEDS,
): Promise<OpenEngines> {
  const on = modeOf(args);
  if (on === 'embedded') return embeddedOnly(['Nothing was confirmed on real servers: --on embedded was asked for.']);
  try {
    return await withServers(on ?? 'twin', args, say, needs);
  } catch (error) {
    const mayFallBack = on === undefined && [args.redis, args.mysql, args.kafka].every((url) => url === undefined);
    if (!mayFallBack || !(error instanceof InfraError) || error.code !== 'E_NO_SERVERS') throw error;
    if (needs.replicas > 0 || needs.kafka) {
      say(error.message);
      const [fewer, note] =
        needs.replicas > 0 ? [{ ...needs, replicas: 0 }, WITHOUT_REPLICAS] : [NO_NEEDS, WITHOUT_KAFKA];
      const engines = await openEngines(args, say, fewer);
      return { ...engines, unconfirmed: [...engines.unconfirmed, note] };
    }
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

const WITHOUT_KAFKA =
  'Scenarios with `pipeline: kafka` were not confirmed on a real Kafka: none could be had on this machine.';

const WITHOUT_REPLICAS =
  'Scenarios with replicas were not confirmed on real ones: the MySQL has too few. Give some with --mysql-replica URL,URL.';

function withoutReplicas(needed: number, found: number): string {
  return (
    `--on real: found ${found} replicas of the MySQL, but a scenario has ${needed}. ` +
    'Fix: --mysql-replica URL,URL, or leave --mysql out, so that servers are started that have them'
  );
}

async function withServers(
  on: 'real' | 'twin',
  args: EngineArgs,
  say: (line: string) => void,
  needs: ServerNeeds,
): Promise<OpenEngines> {
  // Loaded only here: clients and providers are half of all code, and the embedded engine needs none of it.
  const [{ acquireServers }, { openRealEngine }] = await Promise.all([
    import('../infra/acquire.ts'),
    import('../harness/engines/real/engine.ts'),
  ]);
  const acquired = await acquireServers({
    redisUrl: args.redis,
    mysqlUrl: args.mysql,
    mysqlReplicaUrl: args['mysql-replica'],
    kafkaUrl: args.kafka,
    needs,
    onProgress: say,
  });
  const replicas = acquired.replicas?.length ?? 0;
  try {
    if (on === 'real' && replicas < needs.replicas) throw new CliError(withoutReplicas(needs.replicas, replicas));
    const real = await openRealEngine(acquired);
    return {
      engines: on === 'real' ? { on, engine: real } : { on, engine: embeddedEngine, real },
      servers: real.versions,
      provider: acquired.provider,
      unconfirmed: replicas < needs.replicas ? [...acquired.notes, WITHOUT_REPLICAS] : acquired.notes,
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

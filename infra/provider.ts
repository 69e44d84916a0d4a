import type { RealServers, ServerNeeds } from '../harness/engines/real/servers.ts';
import type { Flavors } from './flavors.ts';

/** What a provider gets from whoever wants servers. */
export interface ProviderContext {
  readonly env: NodeJS.ProcessEnv;
  readonly redisUrl: string | undefined;
  readonly mysqlUrl: string | undefined;
  /** Replicas of the MySQL at `mysqlUrl`, separated by commas. */
  readonly mysqlReplicaUrl?: string | undefined;
  readonly kafkaUrl: string | undefined;
  readonly needs: ServerNeeds;
  readonly flavors: Flavors;
  /** Servers of others may be used although another Stalemate uses them now. */
  readonly isShared: boolean;
  /** Where packages and data directories are kept between runs. */
  readonly cache: string;
  readonly onProgress: (line: string) => void;
  readonly signal: AbortSignal | undefined;
}

/** Where each server runs: `redis-server` → `pid 4711`, `mysql:9` → `container 24cd46b14f28`. */
export type Places = Readonly<Record<string, string>>;

export interface Provided extends RealServers {
  /** Left out: somebody else runs them. */
  readonly places?: Places;
  /** What the user should know about these servers, a sentence each: a binlog that is off, for one. */
  readonly notes: readonly string[];
  /** Gives the servers back. Private ones are gone afterwards, with their directory. */
  close(): Promise<void>;
  /** Resolves with a sentence when a server dies. Never rejects. */
  readonly died: Promise<string>;
}

/**
 * One way to come by a Redis and a MySQL.
 *
 * Guarantees: `provide` gives servers that answer, or throws an InfraError and leaves nothing behind.
 */
export interface Provider {
  /** One line for `stalemate doctor` and `--help`. */
  readonly summary: string;
  provide(context: ProviderContext): Promise<Provided>;
}

/** Several Redis servers in this process. */
import type { EngineRun, RunSetup } from '../engine.ts';
import { RunOnRedisServers } from '../redis-servers.ts';
import type { RedisServerRun } from '../redis-servers.ts';
import { EmbeddedRedis } from './redis/redis.ts';

class EmbeddedRedisServer extends EmbeddedRedis implements RedisServerRun {
  remove(key: string): void {
    this.evict(key);
  }

  end(): void {}
}

export function onRedisServers(run: EngineRun, { time }: RunSetup, answers: readonly boolean[]): EngineRun {
  const servers = answers.map(() => new EmbeddedRedisServer(time));
  return new RunOnRedisServers(run, servers, answers);
}

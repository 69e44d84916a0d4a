/** The replicas of an engine: given to one run at a time. */
import { NotSupported } from './errors.ts';
import type { Lifeline } from './lifeline.ts';
import { ReplicaServer } from './replica-server.ts';
import type { MysqlServer } from './servers.ts';

export class Replicas {
  readonly servers: readonly ReplicaServer[];

  private constructor(servers: readonly ReplicaServer[]) {
    this.servers = servers;
  }

  static async open(addresses: readonly MysqlServer[], lifeline: Lifeline): Promise<Replicas> {
    const servers: ReplicaServer[] = [];
    try {
      for (const address of addresses) servers.push(await ReplicaServer.open(address, lifeline));
    } catch (error) {
      for (const server of servers) server.close();
      throw error;
    }
    return new Replicas(servers);
  }

  /** The first `count`, in an order that all keep to, so that nobody waits in a circle. To be given back. */
  async take(count: number): Promise<readonly ReplicaServer[]> {
    if (count > this.servers.length) {
      const found = this.servers.length === 0 ? 'none is' : `only ${this.servers.length} are`;
      throw new NotSupported(`A scenario with ${count} replicas`, `${found} there. Fix: --mysql-replica URL for each`);
    }
    const taken: ReplicaServer[] = [];
    try {
      for (const server of this.servers.slice(0, count)) {
        await server.take();
        taken.push(server);
      }
    } catch (error) {
      await this.give(taken);
      throw error;
    }
    return taken;
  }

  /** Never rejects: a replica that cannot be given back is lost, and whoever asks it next is told. */
  async give(taken: readonly ReplicaServer[]): Promise<void> {
    await Promise.allSettled(taken.map((server) => server.give()));
  }

  /** Leaves them applying by themselves. */
  async restore(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.restore()));
  }

  close(): void {
    for (const server of this.servers) server.close();
  }
}

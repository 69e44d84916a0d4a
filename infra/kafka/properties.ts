/** Where one broker lives. It is its own controller: one process. */
export interface BrokerPlace {
  readonly data: string;
  readonly brokerPort: number;
  readonly controllerPort: number;
}

/** Of a broker that is its own controller and ours alone, wherever it lives. */
export const BROKER_BEHAVIOUR = {
  'process.roles': 'broker,controller',
  'node.id': 1,
  'controller.listener.names': 'CONTROLLER',
  'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
  // A topic that somebody misspells is an error, not a topic.
  'auto.create.topics.enable': false,
  'num.partitions': 1,
  'offsets.topic.num.partitions': 1,
  'offsets.topic.replication.factor': 1,
  'transaction.state.log.num.partitions': 1,
  'transaction.state.log.replication.factor': 1,
  'transaction.state.log.min.isr': 1,
  'group.initial.rebalance.delay.ms': 0,
  'num.network.threads': 2,
  'num.io.threads': 2,
  'background.threads': 1,
  'log.cleaner.enable': false,
  // Deleted topics leave their files for a minute otherwise.
  'log.segment.delete.delay.ms': 0,
} as const;

/**
 * The settings of a broker that is ours alone: loopback, one partition of everything of its own, nothing kept for
 * long, and no waiting for others that will never come.
 */
export function brokerProperties({ data, brokerPort, controllerPort }: BrokerPlace): string {
  const settings = {
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: `PLAINTEXT://127.0.0.1:${brokerPort},CONTROLLER://127.0.0.1:${controllerPort}`,
    'log.dirs': data,
    ...BROKER_BEHAVIOUR,
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

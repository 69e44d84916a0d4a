/**
 * One topic and the one group that reads it, as the run of a scenario needs them: messages stay in their partitions, the
 * group remembers where it has got to, and who is not in the group cannot move that.
 */
import type { KafkaReply, KafkaRequest, KafkaSetup, StoreError } from '../../engine.ts';
import { partitionOf } from './partitioner.ts';

/** As the broker answers a member that it does not know, or knows no longer. */
const UNKNOWN_MEMBER: StoreError = {
  kind: 'error',
  code: 'UNKNOWN_MEMBER_ID',
  message: 'The coordinator is not aware of this member',
};

export class EmbeddedKafka {
  readonly #partitions: readonly string[][];
  /** By partition: the offset of the message that the group wants next. */
  readonly #committed: number[];
  /** Sessions. */
  readonly #members: Set<number>;

  constructor({ partitions, consumers }: KafkaSetup) {
    this.#partitions = Array.from({ length: partitions }, () => []);
    this.#committed = Array.from({ length: partitions }, () => 0);
    this.#members = new Set(consumers);
  }

  execute(session: number, request: KafkaRequest): KafkaReply {
    switch (request.action) {
      case 'send': {
        const { key, value } = request;
        const partition = key === null ? request.partition! : partitionOf(key, this.#partitions.length);
        return [partition, this.#partitions[partition]!.push(value) - 1];
      }
      case 'fetch': {
        this.#members.add(session);
        const offset = request.offset ?? this.#committed[request.partition]!;
        return [offset, this.#partitions[request.partition]![offset]!];
      }
      case 'commit':
        if (!this.#members.has(session)) return UNKNOWN_MEMBER;
        this.#committed[request.partition] = request.offset;
        return 'OK';
    }
  }

  /** The member has left, or was thrown out. */
  leave(session: number): void {
    this.#members.delete(session);
  }
}

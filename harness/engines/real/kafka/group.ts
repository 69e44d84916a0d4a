/**
 * A consumer group whose members do what they are told: they join, commit and leave by single requests. Whether a commit
 * counts is the broker's decision, by who is in the group.
 */
import { Buffer } from 'node:buffer';
import type { Broker, Cluster, Kafkajs, Offset } from './kafkajs.ts';
import { protocolErrorOf } from './kafkajs.ts';

interface Member {
  readonly memberId: string;
  readonly generationId: number;
}

export interface GroupParts {
  readonly id: string;
  readonly topic: string;
  readonly partitions: number;
  readonly kafkajs: Kafkajs;
  /** Of the consumer at a position. */
  readonly clusterOf: (position: number) => Promise<Cluster>;
  /** Runs one task after the other, over all groups that share connections. */
  readonly inTurn: (task: () => Promise<void>) => Promise<void>;
}

/** Members send no heartbeats while a run stands still, which may take as long as a user looks at it. */
const SESSION_MS = 300_000;
const REBALANCE_MS = 60_000;
const PROTOCOL = 'stalemate';
/** What the broker answers to one who is not in the group, or was not when it last changed. */
const REFUSALS: readonly (string | null)[] = ['UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION', 'REBALANCE_IN_PROGRESS'];
const NOBODY: Member = { memberId: 'nobody', generationId: 0 };

export class Group {
  readonly #parts: GroupParts;
  /** By position. */
  readonly #members = new Map<number, Member>();
  /** Those that have left, as they were when they did. */
  readonly #former = new Map<number, Member>();
  readonly #coordinators = new Map<number, Promise<Broker>>();

  constructor(parts: GroupParts) {
    this.#parts = parts;
  }

  /** Those who are not in the group yet join it. */
  async join(positions: readonly number[]): Promise<void> {
    for (const position of positions) if (!this.#members.has(position)) await this.#inTurn(() => this.#admit(position));
  }

  /** They leave, and the others go on without them. */
  async leave(positions: readonly number[]): Promise<void> {
    for (const position of positions) {
      const member = this.#members.get(position);
      if (member === undefined) continue;
      const coordinator = await this.#coordinatorOf(position);
      await coordinator.leaveGroup({ groupId: this.#parts.id, memberId: member.memberId });
      this.#members.delete(position);
      this.#former.set(position, member);
    }
    if (this.#members.size > 0) await this.#inTurn(() => this.#regroup(this.#joinAll()));
  }

  /** These are in the group, also when the broker has given up on them in the meantime. */
  async refresh(positions: readonly number[]): Promise<void> {
    for (const position of [...this.#members.keys()]) {
      if (!(await this.#isAtEase(position))) this.#members.delete(position);
    }
    await this.join(positions);
  }

  /** @returns false when the broker refuses it */
  async commit(position: number, offset: Offset): Promise<boolean> {
    const { memberId, generationId } = this.#members.get(position) ?? this.#former.get(position) ?? NOBODY;
    const coordinator = await this.#coordinatorOf(position);
    return coordinator
      .offsetCommit({
        groupId: this.#parts.id,
        groupGenerationId: generationId,
        memberId,
        topics: [{ topic: this.#parts.topic, partitions: [offset] }],
      })
      .then(() => true, refusedOrThrow);
  }

  async committed(position: number, partition: number): Promise<number> {
    const coordinator = await this.#coordinatorOf(position);
    const { responses } = await coordinator.offsetFetch({
      groupId: this.#parts.id,
      topics: [{ topic: this.#parts.topic, partitions: [{ partition }] }],
    });
    return Number(responses[0]!.partitions[0]!.offset);
  }

  async close(): Promise<void> {
    for (const [position, { memberId }] of this.#members) {
      const coordinator = await this.#coordinatorOf(position);
      await coordinator.leaveGroup({ groupId: this.#parts.id, memberId });
    }
    this.#members.clear();
  }

  /**
   * Kafka answers nobody who joins before all have joined: each does it on connections of its own, and groups take turns,
   * because members at one position share theirs.
   */
  #inTurn(task: () => Promise<void>): Promise<void> {
    return this.#parts.inTurn(task);
  }

  /** One comes in addition; the others join again, as soon as the broker asks them to. */
  async #admit(position: number): Promise<void> {
    const newcomer = this.#joinOne(position);
    const [other] = this.#members.keys();
    const asked = other === undefined ? Promise.resolve() : this.#askedToJoin(other);
    // Who comes cannot be there before the others are; but it can fail.
    await Promise.race([asked, newcomer]);
    await this.#regroup([...this.#joinAll(), [position, newcomer]]);
  }

  async #askedToJoin(position: number): Promise<void> {
    while (await this.#isAtEase(position));
  }

  #joinAll(): [position: number, joined: ReturnType<Broker['joinGroup']>][] {
    return Array.from(this.#members.keys(), (position) => [position, this.#joinOne(position)]);
  }

  async #regroup(
    joining: readonly (readonly [position: number, joined: ReturnType<Broker['joinGroup']>])[],
  ): Promise<void> {
    const joined = await Promise.all(joining.map(async ([position, member]) => ({ position, ...(await member) })));
    const assignment = joined.map(({ memberId }, i) => ({
      memberId,
      memberAssignment: this.#shareOf(i, joined.length),
    }));
    // The others are answered when the leader has said who reads what.
    const isLeader = ({ memberId, leaderId }: { memberId: string; leaderId: string }): number =>
      memberId === leaderId ? 0 : 1;
    for (const one of joined.toSorted((a, b) => isLeader(a) - isLeader(b))) {
      const { position, generationId, memberId } = one;
      const groupAssignment = isLeader(one) === 0 ? assignment : [];
      const coordinator = await this.#coordinatorOf(position);
      await coordinator.syncGroup({ groupId: this.#parts.id, generationId, memberId, groupAssignment });
      this.#members.set(position, { memberId, generationId });
    }
  }

  /** Whether the broker knows the member and wants nothing of it. */
  async #isAtEase(position: number): Promise<boolean> {
    const { memberId, generationId } = this.#members.get(position)!;
    const coordinator = await this.#coordinatorOf(position);
    return coordinator
      .heartbeat({ groupId: this.#parts.id, groupGenerationId: generationId, memberId })
      .then(() => true, refusedOrThrow);
  }

  async #joinOne(position: number): ReturnType<Broker['joinGroup']> {
    const { AssignerProtocol } = this.#parts.kafkajs;
    const coordinator = await this.#coordinatorOf(position);
    const metadata = AssignerProtocol.MemberMetadata.encode({
      version: 1,
      topics: [this.#parts.topic],
      userData: Buffer.alloc(0),
    });
    return coordinator.joinGroup({
      groupId: this.#parts.id,
      sessionTimeout: SESSION_MS,
      rebalanceTimeout: REBALANCE_MS,
      memberId: this.#members.get(position)?.memberId ?? '',
      groupProtocols: [{ name: PROTOCOL, metadata }],
    });
  }

  /** For the broker's records: who reads what is the scheduler's choice. */
  #shareOf(place: number, count: number): Buffer {
    const partitions = Array.from({ length: this.#parts.partitions }, (_, i) => i).filter((i) => i % count === place);
    return this.#parts.kafkajs.AssignerProtocol.MemberAssignment.encode({
      version: 1,
      assignment: { [this.#parts.topic]: partitions },
      userData: Buffer.alloc(0),
    });
  }

  #coordinatorOf(position: number): Promise<Broker> {
    let coordinator = this.#coordinators.get(position);
    if (coordinator === undefined) {
      coordinator = this.#parts
        .clusterOf(position)
        .then((cluster) => cluster.findGroupCoordinator({ groupId: this.#parts.id }));
      this.#coordinators.set(position, coordinator);
    }
    return coordinator;
  }
}

function refusedOrThrow(error: unknown): false {
  if (REFUSALS.includes(protocolErrorOf(error))) return false;
  throw error;
}

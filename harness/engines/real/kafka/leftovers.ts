/** What an instance leaves in Kafka when it is killed: topics and groups, one of each for a run in flight, of one name. */
import type { Admin } from 'kafkajs';

/** As this engine names them, and nothing that merely looks like it. */
const OURS = /^stalemate\.([0-9a-f]{12})\.\d+\.\d+$/;

/** @param slot ends with a number */
export function topicName(instance: string, slot: string, partitions: number): string {
  return `stalemate.${instance}.${/\d+$/.exec(slot)![0]}.${partitions}`;
}

export async function removeLeftovers(admin: Admin, isAlive: (instance: string) => Promise<boolean>): Promise<void> {
  const { groups } = await admin.listGroups();
  const [topics, groupIds] = [await admin.listTopics(), groups.map(({ groupId }) => groupId)];
  const instances = new Set([...topics, ...groupIds].flatMap((name) => OURS.exec(name)?.[1] ?? []));
  for (const instance of instances) {
    if (await isAlive(instance)) continue;
    const isTheirs = (name: string): boolean => OURS.exec(name)?.[1] === instance;
    const [left, leftGroups] = [topics.filter(isTheirs), groupIds.filter(isTheirs)];
    // A group whose members were killed is not empty before the broker has missed them; the next start will find it.
    if (leftGroups.length > 0) await admin.deleteGroups(leftGroups).catch(() => undefined);
    if (left.length > 0) await admin.deleteTopics({ topics: left });
  }
}

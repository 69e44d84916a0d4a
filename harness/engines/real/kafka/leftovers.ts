/**
 * What an instance leaves in Kafka when it is killed: topics and groups, one of each for a run in flight, of one name. Whether
 * an instance still lives, its MySQL says. Instances with another MySQL may share this Kafka; of those it is only known
 * whether their groups have members, which Kafka itself throws out some minutes after their end.
 */
import type { Admin } from 'kafkajs';

/** As this engine names them, and nothing that merely looks like it. */
const OURS = /^stalemate\.([0-9a-f]{8})\.([0-9a-f]{12})\.\d+\.\d+$/;
/** What a group is called that nobody is in. */
const FORSAKEN: readonly string[] = ['Empty', 'Dead'];

export interface Owner {
  /** Eight hexadecimal digits that tell its MySQL from others. */
  readonly home: string;
  readonly instance: string;
}

/** @param slot ends with a number */
export function topicName({ home, instance }: Owner, slot: string, partitions: number): string {
  return `stalemate.${home}.${instance}.${/\d+$/.exec(slot)![0]}.${partitions}`;
}

/** @param isAlive whether an instance at home still runs */
export async function removeLeftovers(
  admin: Admin,
  home: string,
  isAlive: (instance: string) => Promise<boolean>,
): Promise<void> {
  const topics = (await admin.listTopics()).filter((name) => OURS.test(name));
  const groups = (await admin.listGroups()).groups.map(({ groupId }) => groupId).filter((name) => OURS.test(name));
  const owners = new Map([...topics, ...groups].map((name) => [ownerOf(name).instance, ownerOf(name)]));
  for (const owner of owners.values()) {
    const isTheirs = (name: string): boolean => ownerOf(name).instance === owner.instance;
    const [theirs, theirGroups] = [topics.filter(isTheirs), groups.filter(isTheirs)];
    const isOver = owner.home === home ? !(await isAlive(owner.instance)) : await areForsaken(admin, theirGroups);
    if (!isOver) continue;
    // A group that still counts its members in is deleted by a later start.
    if (theirGroups.length > 0) await admin.deleteGroups(theirGroups).catch(() => undefined);
    if (theirs.length > 0) await admin.deleteTopics({ topics: theirs });
  }
}

/** False when there are none: an instance that begins has topics before it has groups. */
async function areForsaken(admin: Admin, names: readonly string[]): Promise<boolean> {
  if (names.length === 0) return false;
  const { groups } = await admin.describeGroups([...names]);
  return groups.every(({ state }) => FORSAKEN.includes(state));
}

function ownerOf(name: string): Owner {
  const [, home = '', instance = ''] = OURS.exec(name) ?? [];
  return { home, instance };
}

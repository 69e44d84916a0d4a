import { INT64_MAX, parseInt64 } from './integer.ts';

/** As the server's default configuration has them (`set-max-intset-entries`). */
const INTSET_ENTRIES_MAX = 512;

/**
 * A set, in the order in which Redis shows it: by number while all members are integers (an intset), and in the order
 * of insertion from the first member that is not. Very large sets have no order in Redis; here they keep this one.
 */
export class UniqueSet {
  private members = new Set<string>();
  private isIntset = true;

  get size(): number {
    return this.members.size;
  }

  has(member: string): boolean {
    return this.members.has(member);
  }

  add(member: string): boolean {
    if (this.members.has(member)) return false;
    if (this.isIntset && !(parseInt64(member) !== null && this.size < INTSET_ENTRIES_MAX)) {
      this.members = new Set(this.list());
      this.isIntset = false;
    }
    this.members.add(member);
    return true;
  }

  delete(member: string): boolean {
    return this.members.delete(member);
  }

  list(): string[] {
    const members = [...this.members];
    return this.isIntset ? members.sort(byInteger) : members;
  }

  copy(): UniqueSet {
    const copy = new UniqueSet();
    copy.members = new Set(this.members);
    copy.isIntset = this.isIntset;
    return copy;
  }
}

function byInteger(a: string, b: string): number {
  const difference = (parseInt64(a) ?? INT64_MAX) - (parseInt64(b) ?? INT64_MAX);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

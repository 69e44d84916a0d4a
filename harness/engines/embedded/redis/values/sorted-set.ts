import { Buffer } from 'node:buffer';

export interface Scored {
  readonly member: string;
  readonly score: number;
}

/** A sorted set: by score, then by the bytes of the member. Sorted when looked at, because strategies keep few members. */
export class SortedSet {
  private readonly scores: Map<string, number>;

  constructor(scores: Iterable<readonly [string, number]> = []) {
    this.scores = new Map(scores);
  }

  get size(): number {
    return this.scores.size;
  }

  score(member: string): number | undefined {
    return this.scores.get(member);
  }

  set(member: string, score: number): void {
    // A small sorted set keeps whole scores as integers, which have no negative zero.
    this.scores.set(member, Object.is(score, -0) ? 0 : score);
  }

  delete(member: string): boolean {
    return this.scores.delete(member);
  }

  ascending(): Scored[] {
    return Array.from(this.scores, ([member, score]) => ({ member, score })).sort(byScore);
  }

  copy(): SortedSet {
    return new SortedSet(this.scores);
  }
}

function byScore(a: Scored, b: Scored): number {
  if (a.score !== b.score) return a.score < b.score ? -1 : 1;
  return Buffer.compare(Buffer.from(a.member), Buffer.from(b.member));
}

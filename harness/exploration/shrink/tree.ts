/** Everything that has been executed of one scenario, as a tree of choices: what is known is not executed again. */
import type { Order } from './linearise.ts';
import type { Option } from './option.ts';

/** Chooses among options; makes no other choice when it meets the same options again. */
export interface Chooser {
  /** The index of an option, or `ABANDON`. */
  choose(options: readonly Option[]): number;
}

export interface Point {
  readonly options: readonly Option[];
  /** What came of each option; undefined where it has not been executed. */
  readonly next: (Point | Outcome | undefined)[];
}

export interface Outcome {
  readonly isOutcome: true;
  /** The order of what happened, where it shows the anomaly; null where it does not. */
  readonly order: Order | null;
  /** The steps of its explored part. */
  readonly steps: number;
}

/** A path from the start: the options in order, and the index of each among those that there were. */
export interface Path {
  readonly options: readonly Option[];
  readonly indices: readonly number[];
}

export function isOutcome(node: Point | Outcome | undefined): node is Outcome {
  return node !== undefined && 'isOutcome' in node;
}

export class Tree {
  root: Point | Outcome | undefined = undefined;

  /** What a chooser's schedule came to; null when that is not known. */
  recall(chooser: Chooser): { readonly outcome: Outcome; readonly path: Path } | null {
    const path = { options: [] as Option[], indices: [] as number[] };
    let node = this.root;
    while (node !== undefined && !isOutcome(node)) {
      const index = chooser.choose(node.options);
      if (index < 0) return null;
      path.options.push(node.options[index]!);
      path.indices.push(index);
      node = node.next[index];
    }
    return node === undefined ? null : { outcome: node, path };
  }

  /** @param outcome undefined for a run that was given up: its options are known all the same. */
  remember(points: readonly (readonly Option[])[], indices: readonly number[], outcome: Outcome | undefined): void {
    let link = (node: Point | Outcome): Point | Outcome => (this.root ??= node);
    points.forEach((options, depth) => {
      const point = link({ options, next: options.map(() => undefined) }) as Point;
      const index = indices[depth];
      if (index !== undefined) link = (node) => (point.next[index] ??= node);
    });
    if (outcome !== undefined) link(outcome);
  }
}

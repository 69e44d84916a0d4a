/** Finds the step numbers in a sentence, so that the sentence can link to the rows it speaks of. */

export interface Segment {
  readonly text: string;
  readonly step: number | null;
}

const MENTION = /\bsteps? \d+(?:(?:, and |, | and | or | to )\d+)*/g;

/** `read at step 2, after steps 3 and 4` → text and linked numbers, in order. Numbers beyond `steps` stay text. */
export function linkSteps(sentence: string, steps: number): readonly Segment[] {
  const segments: Segment[] = [];
  let end = 0;
  const text = (to: number) => {
    if (to > end) segments.push({ text: sentence.slice(end, to), step: null });
    end = to;
  };
  for (const mention of sentence.matchAll(MENTION)) {
    for (const number of mention[0].matchAll(/\d+/g)) {
      const step = Number(number[0]);
      if (step < 1 || step > steps) continue;
      const start = mention.index + number.index;
      // `step 4` reads better as one link than `4` alone; in a list only the first has the word.
      text(number.index === mention[0].search(/\d/) ? mention.index : start);
      segments.push({ text: sentence.slice(end, start + number[0].length), step });
      end = start + number[0].length;
    }
  }
  text(sentence.length);
  return segments;
}

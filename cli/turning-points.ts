/** Why it happens, in a line each: what would have saved the run, and from where on nothing would. */
import type { Counterexample, PointOfNoReturn } from '../harness/result.ts';

export function turningPointLines({ flips = [], pointOfNoReturn }: Counterexample): string[] {
  const pairs = flips.map(({ first, second }) => `${first} and ${second}`);
  return [
    ...(pairs.length === 0 ? [] : [`Swap steps ${pairs.join(', or ')}, and it passes.`]),
    ...(pointOfNoReturn === undefined ? [] : noReturn(pointOfNoReturn)),
  ];
}

function noReturn({ step, curve }: PointOfNoReturn): string[] {
  if (step === null) return [];
  const before = curve[step - 1]!;
  const shown = Math.round(before.share * before.completions);
  const completions = before.isExact ? 'completions show' : 'random completions showed';
  return [`After step ${step} it cannot be saved; before it, ${shown} of ${before.completions} ${completions} it.`];
}

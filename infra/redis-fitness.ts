import { InfraError } from './errors.ts';

interface Unfit {
  /** A line of what `INFO` answers. */
  readonly sign: RegExp;
  readonly what: string;
  readonly fix: string;
}

const UNFIT: readonly Unfit[] = [
  {
    sign: /^redis_mode:cluster/m,
    what: 'Redis runs in cluster mode.',
    fix: 'Give the URL of a Redis without it: the keys of a run live in many hash slots.',
  },
  {
    sign: /^redis_mode:sentinel/m,
    what: 'This is a Sentinel, not a Redis.',
    fix: 'Give the URL of the primary that it watches.',
  },
  {
    sign: /^role:slave/m,
    what: 'Redis is a replica.',
    fix: 'Give the URL of its primary, or a Redis of its own.',
  },
  {
    sign: /^loading:1/m,
    what: 'Redis is still loading its data.',
    fix: 'Wait until it has; `redis-cli info persistence` says how far it is.',
  },
];

/** Throws when no run could work on the Redis that says this of itself. */
export function assertRedisFits(info: string): void {
  const unfit = UNFIT.find(({ sign }) => sign.test(info));
  if (unfit !== undefined) throw new InfraError('E_SERVER_UNSUPPORTED', unfit.what, unfit.fix);
}

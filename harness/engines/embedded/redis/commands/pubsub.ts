import { type Command, writes } from '../command.ts';

export const PUBSUB_COMMANDS = {
  /** Counts as a write: a script that promises to read only may not call it. */
  publish: writes(3, ({ listeners }, args) => listeners?.publish(args[0]!, args[1]!) ?? 0),
} satisfies Record<string, Command>;

import { type Command, reads } from '../command.ts';

export const PUBSUB_COMMANDS = {
  publish: reads(3, ({ listeners }, args) => listeners?.publish(args[0]!, args[1]!) ?? 0),
} satisfies Record<string, Command>;

import type { Command } from './command.ts';
import { CONNECTION_COMMANDS } from './commands/connection.ts';
import { COUNTER_COMMANDS } from './commands/counters.ts';
import { EXPIRY_COMMANDS } from './commands/expiry.ts';
import { HASH_COMMANDS } from './commands/hashes.ts';
import { KEY_COMMANDS } from './commands/keys.ts';
import { PUBSUB_COMMANDS } from './commands/pubsub.ts';
import { scriptingCommands } from './commands/scripting.ts';
import { SET_COMMANDS } from './commands/sets.ts';
import { SORTED_SET_COMMANDS } from './commands/sorted-sets.ts';
import { STRING_BYTE_COMMANDS } from './commands/string-bytes.ts';
import { STRING_COMMANDS } from './commands/strings.ts';

/** Every command that the embedded Redis knows, by its name in lower case. */
export const COMMANDS: ReadonlyMap<string, Command> = new Map(
  Object.entries<Command>({
    ...STRING_COMMANDS,
    ...STRING_BYTE_COMMANDS,
    ...COUNTER_COMMANDS,
    ...EXPIRY_COMMANDS,
    ...KEY_COMMANDS,
    ...HASH_COMMANDS,
    ...SET_COMMANDS,
    ...SORTED_SET_COMMANDS,
    ...scriptingCommands((name) => COMMANDS.get(name)),
    ...CONNECTION_COMMANDS,
    ...PUBSUB_COMMANDS,
  }),
);

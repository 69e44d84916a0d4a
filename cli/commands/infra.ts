import { defineCommand } from 'citty';
import { takeDown } from '../../infra/warm/down.ts';
import { warmStatus } from '../../infra/warm/status.ts';
import { bringUp } from '../../infra/warm/up.ts';
import { nearest } from '../../scenarios/words.ts';
import { checkArguments, wholeNumber } from '../arguments.ts';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { describeStatus, statusDocument } from '../infra-status.ts';
import { print, printJson, say } from '../terminal.ts';

const ACTIONS = ['up', 'down', 'status'] as const;

const args = {
  action: { type: 'positional', required: false, valueHint: ACTIONS.join('|'), description: 'What to do' },
  kafka: { type: 'boolean', description: 'up: a Kafka too' },
  replicas: { type: 'string', valueHint: 'N', description: 'up: N replicas of the MySQL too' },
  json: { type: 'boolean', description: 'As JSON on stdout' },
} as const;

export const infra = defineCommand({
  meta: { name: 'infra', description: 'Keeps private servers running between commands, so that each begins at once' },
  args,
  run: async ({ args: given, rawArgs }) => {
    checkArguments(rawArgs, args, 'infra');
    const action = actionOf(given._);
    const replicas = wholeNumber(given.replicas, 'replicas', 0);
    if (action !== 'up' && (given.kafka || replicas !== null)) {
      throw new CliError(`infra ${action}: --kafka and --replicas are for \`infra up\`. Fix: leave them out`);
    }
    const told = { up: () => up({ kafka: given.kafka === true, replicas: replicas ?? 0 }), down, status };
    const { document, text } = await told[action]();
    await (given.json ? printJson(document) : print(`${text}\n`));
    return exitCodes.pass;
  },
});

interface Told {
  readonly document: object;
  readonly text: string;
}

async function up(needs: { readonly kafka: boolean; readonly replicas: number }): Promise<Told> {
  const { isNew } = await bringUp(needs, process.env, say);
  const { document, text } = await status();
  return { document, text: `${isNew ? 'Started.' : 'They run already.'}\n${text}` };
}

async function down(): Promise<Told> {
  const ended = await takeDown();
  const text = ended === null ? 'Nothing was running.' : 'Ended, with all that they held.';
  return { document: { ended: ended !== null }, text };
}

async function status(): Promise<Told> {
  const found = await warmStatus();
  return { document: statusDocument(found, Date.now()), text: describeStatus(found, Date.now()) };
}

function actionOf(words: readonly string[]): (typeof ACTIONS)[number] {
  const [word, ...more] = words;
  const action = ACTIONS.find((candidate) => candidate === word);
  if (action !== undefined && more.length === 0) return action;
  const near = word === undefined ? null : nearest(word, ACTIONS);
  const found = word === undefined ? 'nothing' : `"${words.join(' ')}"`;
  const fix = `stalemate infra ${near ?? 'status'}`;
  throw new CliError(`infra: found ${found}, expected one of ${ACTIONS.join(', ')}. Fix: for example ${fix}`);
}

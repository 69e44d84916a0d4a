/** The other end of host.ts: holds one contender and runs a round whenever it is told to. */
import { keepYoungGenerationSmall } from '../harness/young-generation.ts';
import type { Contender } from './contender.ts';
import type { ContenderName } from './contenders.ts';
import { contenders } from './contenders.ts';
import type { Answer, Call } from './host.ts';

const [name, options] = process.argv.slice(2) as [ContenderName, string];
// As our command does before it loads anything; other tools keep what V8 gives them.
if (name.endsWith('/stalemate')) keepYoungGenerationSmall();
const open = contenders[name] as (options: unknown) => Promise<Contender>;
const contender = open(JSON.parse(options));

process.on('message', (call: Call) => void answer(call));
// Whoever asked is gone: there is nobody to work for.
process.on('disconnect', () => process.exit());

async function answer(call: Call): Promise<void> {
  try {
    const opened = await contender;
    if (call === 'round') return send({ round: await opened.round() });
    if (call === 'close') await opened.close();
    send({});
  } catch (error) {
    send({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

function send(message: Answer): void {
  process.send!(message);
}

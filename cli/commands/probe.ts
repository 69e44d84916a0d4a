import { defineCommand } from 'citty';
import { profileSchema } from '../../harness/timed/profile.ts';
import { acquireServers } from '../../infra/acquire.ts';
import { measureServers } from '../../infra/measure/measure-servers.ts';
import { checkArguments, engineArgs } from '../arguments.ts';
import { exitCodes } from '../exit-codes.ts';
import { listenForInterruption } from '../interruption.ts';
import { version } from '../package-root.ts';
import { checkWritable, DEFAULT_FILE, writeProfile } from '../probe/file.ts';
import { probeOptions } from '../probe/options.ts';
import { renderProfile } from '../probe/render.ts';
import { StatusLine } from '../status-line.ts';
import { styleFor } from '../style.ts';
import { print, printJson, say } from '../terminal.ts';

const args = {
  redis: engineArgs.redis,
  mysql: engineArgs.mysql,
  kafka: {
    type: 'string',
    valueHint: 'HOST:PORT|private',
    description: 'Measure a Kafka too: yours, several brokers with a comma between, or one that is started for it',
  },
  sizes: { type: 'string', valueHint: '10,1kb,…', description: 'Sizes of values. Default: 10 B to 1 MB, by tens' },
  time: { type: 'string', valueHint: '30s', description: 'All measurements together. Default: 30s' },
  memory: {
    type: 'string',
    valueHint: '128mb',
    description: 'How much of Redis the keys may take while their memory is measured. Default: 128mb',
  },
  json: { type: 'boolean', description: 'The profile as JSON on stdout, and nothing else there' },
  output: {
    type: 'string',
    valueHint: 'FILE',
    description: `Where the profile goes. Default: ${DEFAULT_FILE}, nowhere with --json`,
  },
} as const;

export const probe = defineCommand({
  meta: {
    name: 'probe',
    description:
      'Measures your Redis and MySQL: latencies, the delay of the binlog, memory per key. For `timing.profile`',
  },
  args,
  run: async ({ args: given, rawArgs }) => {
    checkArguments(rawArgs, args, 'probe');
    const options = probeOptions(given);
    const output = given.output ?? (given.json === true ? null : DEFAULT_FILE);
    if (output !== null) await checkWritable(output);
    const servers = await acquireServers({
      redisUrl: given.redis,
      mysqlUrl: given.mysql,
      kafkaUrl: given.kafka === PRIVATE ? undefined : given.kafka,
      needs: { replicas: 0, kafka: Boolean(given.kafka ?? process.env.STALEMATE_KAFKA_URL) },
      onProgress: say,
    });
    const status = new StatusLine();
    const interruption = listenForInterruption();
    try {
      const measured = await measureServers(servers, {
        ...options,
        shouldStop: () => interruption.isAsked,
        onProgress: (share, label) => void (status.isDue() && status.draw(share, `measuring ${label}`)),
      });
      const profile = profileSchema.parse({ stalemate: version, measuredAt: new Date().toISOString(), ...measured });
      status.end();
      if (given.json === true) await printJson(profile);
      else await print(renderProfile(profile, styleFor(process.stdout)));
      if (output !== null) {
        await writeProfile(output, profile);
        say(`Profile  ${output}. In a scenario: timing: { profile: ${output} }`);
      }
      return interruption.isAsked ? exitCodes.interrupted : exitCodes.pass;
    } finally {
      interruption.end();
      await servers.close();
    }
  },
});

/** In place of brokers: one that is started for this. */
const PRIVATE = 'private';

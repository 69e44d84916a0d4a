import type { Provider } from '../provider.ts';
import { InfraError } from '../errors.ts';

/** Servers that somebody else runs. */
export const external: Provider = {
  summary: 'the servers at --redis and --mysql, or STALEMATE_REDIS_URL and STALEMATE_MYSQL_URL',
  async provide() {
    throw new InfraError('E_NOT_CONFIGURED', 'No URLs were given.', 'Give --redis URL and --mysql URL.');
  },
};

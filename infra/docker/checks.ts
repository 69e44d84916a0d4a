import type { Check } from '../doctor.ts';
import { InfraError } from '../errors.ts';
import { flavorsOf } from '../flavors.ts';
import { connectDocker } from './docker.ts';
import { imageOf } from './images.ts';

/** Pulls nothing: tells which images are here. */
export const DOCKER_CHECKS = { docker: checkDocker } satisfies Record<string, Check>;

async function checkDocker(env: NodeJS.ProcessEnv): ReturnType<Check> {
  try {
    const docker = await connectDocker(env);
    const { redis, mysql } = flavorsOf(env);
    const images = [redis, mysql, 'kafka'] as const;
    const told = images.map(async (kind) => {
      const image = imageOf(kind, env);
      return `${image} ${(await docker.hasImage(image)) ? 'is here' : 'would be pulled'}`;
    });
    return { status: 'ok', detail: `Docker ${docker.version}: ${(await Promise.all(told)).join(', ')}` };
  } catch (error) {
    if (!(error instanceof InfraError) || error.code !== 'E_DOCKER') throw error;
    return { status: 'missing', detail: error.message.replace(/\.$/, ''), fix: error.fix };
  }
}

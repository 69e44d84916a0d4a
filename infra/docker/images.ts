import { InfraError, reasonOf } from '../errors.ts';
import { KAFKA_VERSION } from '../kafka/maven.ts';
import type { Docker } from './docker.ts';

/** Which image each server is made from, when its variable says nothing else. */
export const IMAGES = {
  redis: { variable: 'STALEMATE_REDIS_IMAGE', name: 'redis:8' },
  valkey: { variable: 'STALEMATE_REDIS_IMAGE', name: 'valkey/valkey:8' },
  mysql: { variable: 'STALEMATE_MYSQL_IMAGE', name: 'mysql:9' },
  mariadb: { variable: 'STALEMATE_MYSQL_IMAGE', name: 'mariadb:11.8' },
  kafka: { variable: 'STALEMATE_KAFKA_IMAGE', name: `apache/kafka:${KAFKA_VERSION}` },
} as const satisfies Record<string, { readonly variable: string; readonly name: string }>;

export type ImageKind = keyof typeof IMAGES;

export function imageOf(kind: ImageKind, env: NodeJS.ProcessEnv): string {
  const { variable, name } = IMAGES[kind];
  return env[variable] || name;
}

/**
 * Pulls the image unless it is there; its name.
 *
 * @throws InfraError that says how to get it, `E_DOCKER_IMAGE` for one that somebody has named: that is not passed over
 */
export async function ensureImage(
  docker: Docker,
  kind: ImageKind,
  env: NodeJS.ProcessEnv,
  onProgress: (line: string) => void,
): Promise<string> {
  const image = imageOf(kind, env);
  if (await docker.hasImage(image)) return image;
  onProgress(`pulling the image ${image}`);
  const why = await docker.pull(image).then(
    () => null,
    (error: unknown) => reasonOf(error),
  );
  // A pull may break off without an error.
  if (why === null && (await docker.hasImage(image))) return image;
  const message = `The image ${image} is not here and cannot be pulled${why === null ? '' : `: ${why}`}.`;
  const { variable } = IMAGES[kind];
  const wasNamed = Boolean(env[variable]);
  if (!wasNamed) onProgress(message);
  const fix = `Try \`docker pull ${image}\`, or name one that you have in ${variable}.`;
  throw new InfraError(wasNamed ? 'E_DOCKER_IMAGE' : 'E_DOCKER', message, fix);
}

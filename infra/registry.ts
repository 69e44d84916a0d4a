import type { Provider } from './provider.ts';
import { docker } from './providers/docker.ts';
import { external } from './providers/external.ts';
import { local } from './providers/local.ts';
import { packages } from './providers/packages.ts';
import { warm } from './providers/warm.ts';

/** In the order in which they are tried. */
export const providers = { external, warm, docker, local, packages } satisfies Record<string, Provider>;

export type ProviderName = keyof typeof providers;

export const providerNames = Object.keys(providers) as readonly ProviderName[];

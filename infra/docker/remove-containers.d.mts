import type Dockerode from 'dockerode';

export function removeContainers(docker: Dockerode, label: string): Promise<void>;

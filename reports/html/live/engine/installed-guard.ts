/** In the page, in place of Node's guard: the worker has installed its own. */
export function installGuard(): void {}

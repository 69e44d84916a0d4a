/** A macrotask of its own. Captured when the module is loaded: the original, whatever the guard does to the global. */
export const scheduleTurn: (task: () => void) => void = typeof setImmediate === 'function' ? setImmediate : byMessage();

/** `scheduleTurn`, to be awaited: all microtasks that were due, and all that they led to, have run when it is over. */
export function turn(): Promise<void> {
  return new Promise(scheduleTurn);
}

/** In a browser: a message to itself. Its timers wait for four milliseconds when they are nested. */
function byMessage(): (task: () => void) => void {
  const { port1, port2 } = new MessageChannel();
  const tasks: (() => void)[] = [];
  // Node's types know a port of its own, without this.
  Object.assign(port1, { onmessage: () => tasks.shift()!() });
  return (task) => {
    tasks.push(task);
    port2.postMessage(null);
  };
}

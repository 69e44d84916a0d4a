import { scheduleTurn } from '../../scheduler/turn.ts';

/** Runs are executed in macrotasks: inside a microtask nothing can be drained. */
export function inMacrotask<T>(task: () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    scheduleTurn(() => {
      try {
        resolve(task());
      } catch (error) {
        reject(error);
      }
    });
  });
}

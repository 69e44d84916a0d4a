/** The original, whatever the guard does to the global. */
const scheduleTurn = setImmediate;

/** Actor code can be drained in macrotasks only. */
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

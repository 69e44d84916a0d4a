/** The thread's end of the channel. */
import type { Answer, Question } from './channel.ts';
import { Engine } from './engine.ts';
import { installPageGuard } from './guard.ts';

/** What a worker's global is, as far as it is used here: the library of types for pages has none for workers. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<Question>) => void) | null;
  postMessage(answer: Answer): void;
}

export function serve(scope: WorkerScope): void {
  installPageGuard();
  let engine: Engine | null = null;
  let giveLua: (wasm: ArrayBuffer) => void = () => {};
  const fetchLua = (): Promise<ArrayBuffer> =>
    new Promise((resolve) => {
      giveLua = resolve;
      scope.postMessage({ kind: 'needs-lua' });
    });
  const answer = (id: number, work: Promise<unknown>): void => {
    work.then(
      (value) => scope.postMessage({ id, kind: 'done', value }),
      (error: unknown) =>
        scope.postMessage({ id, kind: 'failed', message: String((error as Error)?.message ?? error) }),
    );
  };
  scope.onmessage = ({ data }) => {
    switch (data.kind) {
      case 'open':
        engine = new Engine(data.recording, fetchLua);
        return;
      case 'stop':
        return engine!.stop();
      case 'lua':
        return giveLua(data.wasm);
      case 'strategies':
        return answer(data.id, engine!.strategies());
      case 'attempt':
        return answer(data.id, engine!.attempt(data.use, data.schedule));
      case 'search': {
        const { id, plan } = data;
        return answer(
          id,
          engine!.search(plan, (executed) => scope.postMessage({ id, kind: 'progress', executed })),
        );
      }
    }
  };
}

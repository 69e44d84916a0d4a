/**
 * The script of the live engine, in two roles: on a page it can be mounted, and in the worker that it then starts from its
 * own text it is the engine.
 */
import './without-eval.ts';
import { serve } from './engine/worker.ts';
import { type Live, live } from './mount.tsx';

declare global {
  var stalemateLive: Live | undefined;
}

if (typeof document === 'undefined') serve(globalThis as never);
else globalThis.stalemateLive = live;

import type { Step } from '../scheduler/step.ts';
import type { Access } from './access.ts';
import { access } from './access.ts';

/** A look into a node's memory, or a change of it. */
export function localAccess({ node, command, subject }: Step): Access {
  return access(command === 'get' ? 'read' : 'write', 'local', `node${node} ${subject}`);
}

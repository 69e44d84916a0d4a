import type { Step } from '../scheduler/step.ts';
import { type Access, access, ANY } from './access.ts';

/** What a step touches in the memory of its node: an entry, or all of them. */
export function localAccess({ node, command, subject }: Step): Access {
  return access(command === 'get' ? 'read' : 'write', 'local', `node${node}`, command === 'clear' ? ANY : subject);
}

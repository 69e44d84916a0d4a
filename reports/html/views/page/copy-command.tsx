/** @jsxRuntime automatic @jsxImportSource preact */
/** A command, and a button that copies it. */
import { useState } from 'preact/hooks';
import { copyText } from '../../clipboard.ts';

export function CopyCommand({ command, label }: { readonly command: string; readonly label: string }) {
  const [outcome, setOutcome] = useState<'idle' | 'copied' | 'failed'>('idle');
  const copy = async () => setOutcome((await copyText(command)) ? 'copied' : 'failed');
  return (
    <div class="command">
      <code>{command}</code>
      <button type="button" class="js-only" onClick={copy} onBlur={() => setOutcome('idle')}>
        {outcome === 'idle' ? label : outcome === 'copied' ? 'Copied' : 'Select and copy by hand'}
      </button>
    </div>
  );
}

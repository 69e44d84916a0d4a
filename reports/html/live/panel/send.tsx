/** @jsxRuntime automatic @jsxImportSource preact */
/** What was tried, for the command line. */
import { useState } from 'preact/hooks';
import { copyText, saveText } from '../../clipboard.ts';
import { slug } from '../../../model/wording.ts';
import type { Recording, Tried } from '../engine/protocol.ts';
import { isSameUse } from './schedules.ts';

export function Send({ tried, recording }: { readonly tried: Tried; readonly recording: Recording }) {
  const [done, setDone] = useState<'copied' | 'refused' | 'saved' | null>(null);
  const { file, use, shows } = tried;
  const name = `${slug(file.scenario.name)}-${slug(use.name)}-${shows[0] ?? 'run'}.trace.json`;
  const save = () => {
    saveText(name, `${JSON.stringify(file, null, 2)}\n`, 'application/json');
    setDone('saved');
  };
  // A token is looked up in the scenario's file, which knows this strategy with these options only.
  const isOfFile =
    isSameUse(use, { name: recording.strategy.use, with: recording.strategy.with }) && recording.scenario.file !== '';
  const command = isOfFile
    ? `npx stalemate replay ${file.token} ${quote(recording.scenario.file)}`
    : `npx stalemate replay ${name}`;
  return (
    <section class="live-send" aria-label="Take it along">
      <div class="command">
        <code>{command}</code>
        <button type="button" onClick={async () => setDone((await copyText(command)) ? 'copied' : 'refused')}>
          {done === 'copied' ? 'Copied' : done === 'refused' ? 'Select and copy by hand' : 'Copy replay command'}
        </button>
      </div>
      <button type="button" onClick={save}>
        {done === 'saved' ? 'Saved' : 'Save the trace file'}
      </button>
      {!isOfFile && <p class="hint">The scenario's file does not name this: save the trace file, then replay that.</p>}
    </section>
  );
}

/** A path as a shell takes it. */
function quote(path: string): string {
  return /^[\w./@-]+$/.test(path) ? path : JSON.stringify(path);
}

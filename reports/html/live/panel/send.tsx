/** @jsxRuntime automatic @jsxImportSource preact */
/** What was tried, for the command line. */
import { useState } from 'preact/hooks';
import { saveText } from '../../clipboard.ts';
import { CopyCommand } from '../../views/page/copy-command.tsx';
import { slug } from '../../../model/wording.ts';
import type { Recording, Tried } from '../engine/protocol.ts';
import { isSameUse } from './schedules.ts';

export function Send({ tried, recording }: { readonly tried: Tried; readonly recording: Recording }) {
  const [isSaved, setSaved] = useState(false);
  const { file, use, shows } = tried;
  const name = `${slug(file.scenario.name)}-${slug(use.name)}-${shows[0] ?? 'run'}.trace.json`;
  const save = () => {
    saveText(name, `${JSON.stringify(file, null, 2)}\n`, 'application/json');
    setSaved(true);
  };
  // A token is looked up in the scenario's file, which knows this strategy with these options only.
  const isOfFile =
    isSameUse(use, { name: recording.strategy.use, with: recording.strategy.with }) && recording.scenario.file !== '';
  const command = isOfFile
    ? `npx stalemate replay ${file.token} ${quote(recording.scenario.file)}`
    : `npx stalemate replay ${name}`;
  return (
    <section class="live-send" aria-label="Take it along">
      <CopyCommand command={command} label="Copy replay command" />
      <button type="button" onClick={save}>
        {isSaved ? 'Saved' : 'Save'} the trace file
      </button>
      {!isOfFile && <p class="hint">The scenario's file does not name this: save the trace file, then replay that.</p>}
    </section>
  );
}

/** A path as a shell takes it. */
function quote(path: string): string {
  return /^[\w./@-]+$/.test(path) ? path : JSON.stringify(path);
}

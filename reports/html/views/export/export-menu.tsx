/** @jsxRuntime automatic @jsxImportSource preact */
/** Every form that a failure can be sent in: copied, or saved as a file. Made when it is asked for. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { EXPORTER_NAMES, exporters, type ExporterName } from '../../../counterexample/registry.ts';
import type { Subject } from '../../../counterexample/subject.ts';
import { copyText, saveText } from '../../clipboard.ts';

export function ExportMenu({ subject }: { readonly subject: Subject }) {
  const menu = useRef<HTMLDetailsElement>(null);
  const [done, setDone] = useState('');
  /** What the browser would not copy, shown so that it can be copied by hand. */
  const [refused, setRefused] = useState<string | null>(null);
  const make = (name: ExporterName) => exporters[name].make(subject) ?? '';
  const copy = async (name: ExporterName) => {
    const text = make(name);
    const isCopied = await copyText(text);
    setRefused(isCopied ? null : text);
    setDone(isCopied ? `copy ${name}` : '');
  };
  const save = (name: ExporterName) => {
    const { extension, mediaType } = exporters[name];
    saveText(`${subject.id}.${extension}`, make(name), mediaType);
    setDone(`save ${name}`);
  };
  const close = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || menu.current?.open !== true) return;
    event.preventDefault();
    menu.current.open = false;
    menu.current.querySelector('summary')?.focus();
  };
  return (
    <details class="fold export js-only" ref={menu} onKeyDown={close}>
      <summary>Copy or save as …</summary>
      <ul>
        {EXPORTER_NAMES.filter((name) => exporters[name].isAvailable(subject)).map((name) => {
          const { title } = exporters[name];
          return (
            <li>
              <span aria-hidden="true">{title}</span>
              <button type="button" data-copy={name} onClick={() => copy(name)}>
                {done === `copy ${name}` ? 'Copied' : 'Copy'} <span class="visually-hidden">{title}</span>
              </button>
              <button type="button" data-save={name} onClick={() => save(name)}>
                {done === `save ${name}` ? 'Saved' : 'Save'} <span class="visually-hidden">{title}</span>
              </button>
            </li>
          );
        })}
      </ul>
      {refused !== null && <ByHand text={refused} />}
    </details>
  );
}

function ByHand({ text }: { readonly text: string }) {
  const field = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => field.current?.select(), [text]);
  return (
    <label>
      The browser does not let a page from a file copy. Copy it by hand:
      <textarea ref={field} readOnly rows={8} value={text} />
    </label>
  );
}

/** @jsxRuntime automatic @jsxImportSource preact */
/** Puts the live panel into a page: into the report, or into any other. */
import { render } from 'preact';
import type { Trace } from '../../../harness/result.ts';
import { parseSchedule } from '../../../harness/exploration/replay/schedule.ts';
import liveCss from './panel/live.css?inline';
import pageCss from '../styles/report.css?inline';
import { RemoteEngine } from './engine/channel.ts';
import type { Recording, Use } from './engine/protocol.ts';
import { Panel } from './panel/panel.tsx';

export interface Mounted {
  /** Ends the engine, and leaves the element empty. */
  unmount(): void;
}

export interface Opening {
  readonly recording: Recording;
  /** What the report shows; left out: what the recording comes to. */
  readonly original?: Trace;
  /** The text of this script, or its address. */
  readonly script: { readonly text: string } | { readonly url: string };
  /** The interpreter for scripts, compiled to WebAssembly; asked for when one is to be run. */
  readonly fetchLua: () => Promise<ArrayBuffer>;
}

export interface Live {
  /** In the report, which brings the styles. */
  open(element: HTMLElement, opening: Opening): Mounted;
  /**
   * In any page, with styles of its own in a shadow root.
   * @param scenario spelled out, as a trace file has it
   * @param strategy a built-in one, with options where it has other than the usual
   * @param schedule the actors in the order of their turns, `reader writer writer reader`; left out: one after the other
   */
  mount(element: HTMLElement, scenario: Recording['scenario'], strategy: string | Use, schedule?: string): Mounted;
}

/** Known only while the script runs. */
const OWN_URL =
  typeof document === 'undefined' ? null : ((document.currentScript as HTMLScriptElement | null)?.src ?? null);

export const live: Live = {
  open(element, opening) {
    adopt(document, [liveCss]);
    return show(element, opening);
  },
  mount(element, scenario, strategy, schedule = '') {
    if (!OWN_URL) throw new Error('mount() is for pages that load live.js by its address');
    const root = element.shadowRoot ?? element.attachShadow({ mode: 'open' });
    adopt(root, [forShadow(pageCss), liveCss]);
    const place = document.createElement('div');
    place.className = 'live-root';
    root.replaceChildren(place);
    const wasm = new URL('lua.wasm', OWN_URL);
    return show(place, {
      recording: recordingOf(
        scenario,
        typeof strategy === 'string' ? { name: strategy, with: {} } : strategy,
        schedule,
      ),
      script: { url: OWN_URL },
      fetchLua: async () => (await fetch(wasm)).arrayBuffer(),
    });
  },
};

function show(element: HTMLElement, { recording, original, script, fetchLua }: Opening): Mounted {
  const url = 'url' in script ? script.url : URL.createObjectURL(new Blob([script.text], { type: 'text/javascript' }));
  const engine = new RemoteEngine(new Worker(url), recording, fetchLua);
  render(<Panel engine={engine} recording={recording} original={original ?? null} />, element);
  return {
    unmount: () => {
      render(null, element);
      engine.close();
      if ('text' in script) URL.revokeObjectURL(url);
    },
  };
}

function recordingOf(scenario: Recording['scenario'], { name, with: options }: Use, schedule: string): Recording {
  return {
    scenario,
    strategy: { use: name, as: name, with: options, module: null },
    schedule: parseSchedule(schedule),
    anomaly: null,
    stalemate: '',
    token: '',
  };
}

/** Style sheets that a script has made: the page's policy names those in its text alone. */
function adopt(root: Document | ShadowRoot, texts: readonly string[]): void {
  const key = texts.join('');
  if (root.adoptedStyleSheets.some((sheet) => adopted.get(key) === sheet)) return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(key);
  adopted.set(key, sheet);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}

const adopted = new Map<string, CSSStyleSheet>();

/** The page's own ground is the host's in there. */
function forShadow(css: string): string {
  return css
    .replaceAll(/:root(\[[^\]]*\])?/g, (_, attribute: string = '') =>
      attribute === '' ? ':host' : `:host(${attribute})`,
    )
    .replaceAll(/(^|[\s,}])(html|body)(?=[\s,{])/g, '$1.live-root');
}

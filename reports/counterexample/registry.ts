/** What one counterexample can be copied or saved as, in the order of the menu. The command line and the report share it. */
import { assistantOf } from './assistant.ts';
import { itfOf } from './itf.ts';
import { mermaidOf } from './mermaid.ts';
import { perfettoOf } from './perfetto.ts';
import { plantumlOf } from './plantuml.ts';
import type { Subject } from './subject.ts';
import { svgOf } from './svg/svg.ts';
import { textOf } from './text.ts';

export interface Exporter {
  readonly title: string;
  /** How the file's name ends. */
  readonly extension: string;
  readonly mediaType: string;
  /** Whether the result holds what is needed. */
  isAvailable(subject: Subject): boolean;
  /** Null where it is not available. */
  make(subject: Subject): string | null;
}

const always = (): boolean => true;

const JSON_TYPE = 'application/json';

export const exporters = {
  text: { title: 'Text', extension: 'txt', mediaType: 'text/plain', isAvailable: always, make: textOf },
  assistant: {
    title: 'Text for an AI assistant',
    extension: 'assistant.txt',
    mediaType: 'text/plain',
    isAvailable: always,
    make: assistantOf,
  },
  regression: {
    title: 'Regression scenario (YAML)',
    extension: 'yaml',
    mediaType: 'application/yaml',
    isAvailable: ({ regression }) => regression !== undefined,
    make: ({ regression }) => regression ?? null,
  },
  trace: {
    title: 'Trace file for stalemate replay (JSON)',
    extension: 'trace.json',
    mediaType: JSON_TYPE,
    isAvailable: ({ recording }) => recording !== undefined,
    make: ({ recording }) => (recording === undefined ? null : `${JSON.stringify(recording, null, 2)}\n`),
  },
  mermaid: {
    title: 'Mermaid sequence diagram',
    extension: 'mmd',
    mediaType: 'text/plain',
    isAvailable: always,
    make: mermaidOf,
  },
  plantuml: {
    title: 'PlantUML sequence diagram',
    extension: 'puml',
    mediaType: 'text/plain',
    isAvailable: always,
    make: plantumlOf,
  },
  svg: { title: 'Picture (SVG)', extension: 'svg', mediaType: 'image/svg+xml', isAvailable: always, make: svgOf },
  perfetto: {
    title: 'Perfetto or Chrome trace (JSON)',
    extension: 'perfetto.json',
    mediaType: JSON_TYPE,
    isAvailable: always,
    make: perfettoOf,
  },
  itf: {
    title: 'States in the Informal Trace Format (ITF JSON)',
    extension: 'itf.json',
    mediaType: JSON_TYPE,
    isAvailable: always,
    make: itfOf,
  },
} satisfies Record<string, Exporter>;

export type ExporterName = keyof typeof exporters;
export const EXPORTER_NAMES = Object.keys(exporters) as readonly ExporterName[];

/** @jsxRuntime automatic @jsxImportSource preact */
/** A chart: what it shows, the drawing, and the same figures as a table for whoever cannot or will not read drawings. */
import type { ComponentChildren } from 'preact';
import { DataTable, type DataTableProps } from '../table/data-table.tsx';

export interface FigureProps extends Pick<DataTableProps, 'head' | 'rows'> {
  readonly id: string;
  readonly title: string;
  /** For drawings that need the whole width. */
  readonly isWide?: boolean;
  readonly children: ComponentChildren;
}

export function Figure({ id, title, head, rows, isWide = false, children }: FigureProps) {
  const captionId = `chart:${id}`;
  return (
    <figure class={`chart ${isWide ? 'wide' : ''}`} aria-labelledby={captionId}>
      <figcaption id={captionId}>{title}</figcaption>
      {children}
      <details class="fold">
        <summary>
          As a table<span class="visually-hidden">: {title}</span>
        </summary>
        <DataTable label={title} {...{ head, rows }} />
      </details>
    </figure>
  );
}

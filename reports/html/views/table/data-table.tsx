/** @jsxRuntime automatic @jsxImportSource preact */
/** Figures as a table that scrolls by itself where it is wider than the page; the first of each row is its head. */
import type { ComponentChildren } from 'preact';

export interface DataTableProps {
  /** What it is a table of, for those who come to it by its landmark. */
  readonly label: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly ComponentChildren[])[];
  /** Row by row, what it is about: see `filter/about.ts`. */
  readonly about?: readonly string[];
}

export function DataTable({ label, head, rows, about = [] }: DataTableProps) {
  return (
    <div class="matrix-scroll" tabIndex={0} role="region" aria-label={label}>
      <table class="counts">
        <thead>
          <tr>
            {head.map((cell) => (
              <th scope="col">{cell}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([first, ...rest], index) => (
            <tr data-about={about[index]}>
              <th scope="row">{first}</th>
              {rest.map((cell) => (
                <td>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

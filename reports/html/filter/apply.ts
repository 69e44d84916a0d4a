/** Hides what the filter leaves out. Rows and tables that hold nothing any more are hidden by the style sheet. */
import { matches } from './query.ts';

export interface Filtered {
  readonly shown: number;
  readonly all: number;
}

/** How many cells of the matrix are left. */
export function applyFilter(root: HTMLElement, query: string): Filtered {
  for (const part of root.querySelectorAll<HTMLElement>('[data-about]'))
    part.toggleAttribute('data-out', !matches(part.dataset['about']!, query));
  for (const table of root.querySelectorAll<HTMLTableElement>('.matrix')) hideColumns(table);
  for (const fold of root.querySelectorAll<HTMLDetailsElement>('.verdict .fold, [id="/failures"] .fold'))
    showInside(fold, query !== '');
  const cells = [...root.querySelectorAll('.matrix td[data-about]')];
  return { shown: cells.filter((cell) => !cell.hasAttribute('data-out')).length, all: cells.length };
}

/** A column without a cell that is left; the first is the heads of the rows. */
function hideColumns(table: HTMLTableElement): void {
  const rows = [...table.rows].filter((row) => row.querySelector('td') !== null);
  const [heads] = table.rows;
  for (let column = 1; column < (heads?.cells.length ?? 0); column++) {
    const cells = rows.flatMap((row) => row.cells[column] ?? []);
    const isOut =
      cells.some(isLeftOut) && !cells.some((cell) => cell.dataset['about'] !== undefined && !isLeftOut(cell));
    for (const cell of [heads!.cells[column]!, ...cells]) cell.classList.toggle('is-out', isOut);
  }
}

function isLeftOut(cell: HTMLElement): boolean {
  return cell.hasAttribute('data-out');
}

/** What was found must not be folded away; folds that this has opened are closed again. */
function showInside(fold: HTMLDetailsElement, isFiltered: boolean): void {
  if (isFiltered && !fold.open && fold.querySelector('[data-about]:not([data-out])') !== null) {
    fold.open = true;
    fold.dataset['openedBy'] = 'filter';
  } else if (!isFiltered && fold.dataset['openedBy'] === 'filter') {
    fold.open = false;
    delete fold.dataset['openedBy'];
  }
}

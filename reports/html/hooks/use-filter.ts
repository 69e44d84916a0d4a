/** The field of the filter, which is part of the page as it is without a script. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import { applyFilter } from '../filter/apply.ts';
import { placeOf } from '../places.ts';

/** Keeps field, page and route the same. `null`: this page has too little to filter. */
export function useFilter(query: string, onQuery: (query: string) => void): HTMLInputElement | null {
  const latest = useRef(onQuery);
  latest.current = onQuery;
  const field = document.querySelector<HTMLInputElement>('.filter input');
  useLayoutEffect(() => {
    if (field === null) return;
    if (field.value !== query) field.value = query;
    const { shown, all } = applyFilter(placeOf('overview'), query.trim());
    field.closest('.filter')!.querySelector('output')!.value = query.trim() === '' ? '' : `${shown} of ${all} cells`;
  }, [field, query]);
  useLayoutEffect(() => {
    const type = () => latest.current(field?.value ?? '');
    const leave = ({ key }: KeyboardEvent) => {
      if (key !== 'Escape') return;
      latest.current('');
      field?.blur();
    };
    field?.addEventListener('input', type);
    field?.addEventListener('keydown', leave);
    return () => {
      field?.removeEventListener('input', type);
      field?.removeEventListener('keydown', leave);
    };
  }, [field]);
  return field;
}

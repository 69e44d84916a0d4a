/** The switch between light and dark. Kept in memory only: a report leaves nothing behind in the browser. */

export function listenForThemes(): void {
  document.addEventListener('change', ({ target }) => {
    if (target instanceof HTMLInputElement && target.name === 'theme')
      document.documentElement.dataset['theme'] = target.value;
  });
}

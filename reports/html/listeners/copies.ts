/** Copies the command beside a button that says so, wherever on the page it is. */
import { copyText } from '../clipboard.ts';

/** How long a button says what came of it. */
const SAID_MS = 4000;

export function listenForCopies(): void {
  document.addEventListener('click', async ({ target }) => {
    const button = target instanceof Element ? target.closest<HTMLElement>('[data-copies-command]') : null;
    const command = button?.parentElement?.querySelector('code')?.textContent;
    if (button === null || !command) return;
    const label = (button.dataset['label'] ??= button.textContent);
    button.textContent = (await copyText(command)) ? 'Copied' : 'Select and copy by hand';
    setTimeout(() => (button.textContent = label), SAID_MS);
  });
}

/** The contrast of what a page shows. */

/** Runs in the page: visible texts with less than 4.5:1 against the nearest ground that is painted behind them. */
export function poorContrast(): string[] {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  if (canvas === null) throw new Error('no canvas');
  const bytesOf = (color: string) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = (color: string) => {
    const [r = 0, g = 0, b = 0] = bytesOf(color).map((byte) => {
      const part = byte / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const groundOf = (element: Element | null): string => {
    if (element === null) return 'white';
    const color = getComputedStyle(element).backgroundColor;
    return bytesOf(color)[3] === 255 ? color : groundOf(element.parentElement);
  };
  const poor = new Set<string>();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    const text = texts.currentNode.textContent?.trim();
    if (!element || !text || !element.checkVisibility() || element.closest('.visually-hidden, script, button:disabled'))
      continue;
    const [a = 0, b = 0] = [luminance(getComputedStyle(element).color), luminance(groundOf(element))].sort(
      (x, y) => y - x,
    );
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) poor.add(`${element.className || element.localName}: ${ratio.toFixed(2)} "${text.slice(0, 30)}"`);
  }
  return [...poor];
}

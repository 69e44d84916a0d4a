/** Colours for terminals; NO_COLOR and FORCE_COLOR are honoured. */
import { styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];

export interface Style {
  (format: Format, text: string): string;
}

export function styleFor(stream: NodeJS.WriteStream): Style {
  const { NO_COLOR, FORCE_COLOR } = process.env;
  const isColoured = FORCE_COLOR ? FORCE_COLOR !== '0' : !NO_COLOR && stream.isTTY === true;
  return (format, text) => (isColoured ? styleText(format, text) : text);
}

/** XML from texts of others. What XML 1.0 cannot hold at all, in whatever form, is replaced by `U+FFFD`. */

/** Control characters but those that are space, halves of characters, and two that are none. */
const FORBIDDEN = /(?![\t\n\r])\p{Cc}|[\p{Cs}\ufffe\uffff]/gu;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  // Read as they are, these would become spaces in an attribute.
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
};

/** For the content of an element. */
export function xmlText(text: string): string {
  return text.replace(FORBIDDEN, '\ufffd').replace(/[&<>\r]/g, (character) => ENTITIES[character]!);
}

/** For the value of an attribute, quotes included. */
export function xmlAttribute(value: string | number): string {
  const safe = String(value)
    .replace(FORBIDDEN, '\ufffd')
    .replace(/[&<>"'\n\r\t]/g, (character) => ENTITIES[character]!);
  return `"${safe}"`;
}

/** An element: attributes that are undefined are left out; content is XML already. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  content: string | null = null,
): string {
  const written = Object.entries(attributes)
    .flatMap(([key, value]) => (value === undefined ? [] : [` ${key}=${xmlAttribute(value)}`]))
    .join('');
  return content === null ? `<${name}${written}/>` : `<${name}${written}>${content}</${name}>`;
}

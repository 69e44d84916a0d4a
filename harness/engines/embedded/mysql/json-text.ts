/** JSON as MySQL stores and shows it: keys in its order, a blank after each comma and colon, numbers in its form. */
import { NotEmbedded } from '../not-embedded.ts';

/** What a text means. Numbers keep the form in which MySQL shows them. */
export type Json = null | boolean | string | JsonNumber | readonly Json[] | ReadonlyMap<string, Json>;

export class JsonNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g;
/** What a number begins with while it is a text. */
const MARK = '\0';

/** Undefined: the text is no JSON. */
export function readJson(text: string): Json | undefined {
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  if (/\\u0000/.test(text)) throw new NotEmbedded('a zero character in JSON');
  // Numbers are seen as they were written: 1.0 is not 1.
  const marked = text.replace(STRING_OR_NUMBER, (token) => (token.startsWith('"') ? token : `"\\u0000${token}"`));
  return valueOf(JSON.parse(marked));
}

/** Doubles get a point; what JavaScript and MySQL write in different ways is refused. */
function numberText(source: string): string {
  const value = Number(source);
  if (/^-?\d+$/.test(source)) {
    if (!Number.isSafeInteger(value)) throw new NotEmbedded(`the number ${source} in JSON`);
    return String(value + 0);
  }
  const text = String(value);
  if (text.includes('e') || /^-?0\.000/.test(text) || Object.is(value, -0))
    throw new NotEmbedded(`the number ${source} in JSON`);
  return Number.isInteger(value) ? `${text}.0` : text;
}

function valueOf(parsed: unknown): Json {
  if (typeof parsed === 'string' && parsed.startsWith(MARK)) return new JsonNumber(numberText(parsed.slice(1)));
  if (Array.isArray(parsed)) return parsed.map(valueOf);
  if (typeof parsed !== 'object' || parsed === null) return parsed as Json;
  return new Map(Object.entries(parsed).map(([key, value]) => [key, valueOf(value)] as const));
}

export function writeJson(value: Json): string {
  if (value instanceof JsonNumber) return value.text;
  if (typeof value === 'string') return writeString(value);
  if (value instanceof Map) {
    const members = [...(value as ReadonlyMap<string, Json>)].sort(([a], [b]) => compareKeys(a, b));
    return `{${members.map(([key, member]) => `${writeString(key)}: ${writeJson(member)}`).join(', ')}}`;
  }
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(writeJson).join(', ')}]`;
  return String(value);
}

const HALF_CHARACTER = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

function writeString(text: string): string {
  if (HALF_CHARACTER.test(text)) throw new NotEmbedded('half a character in JSON');
  return JSON.stringify(text);
}

/** The shorter one first, in bytes; then by bytes. */
function compareKeys(one: string, other: string): number {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length - b.length || Buffer.compare(a, b);
}

const STEP = /\.(\w+)|\."([^"\\]+)"|\[(\d+)\]/y;

/** A path such as `$.a.b[1]`. Null: of another kind. */
export function readPath(text: string): readonly (string | number)[] | null {
  if (!text.startsWith('$')) return null;
  const steps: (string | number)[] = [];
  let at = 1;
  while (at < text.length) {
    STEP.lastIndex = at;
    const match = STEP.exec(text);
    if (match === null) return null;
    steps.push(match[3] === undefined ? (match[1] ?? match[2])! : Number(match[3]));
    at = STEP.lastIndex;
  }
  return steps;
}

/** Undefined: there is nothing at that path. */
export function lookUp(value: Json, path: readonly (string | number)[]): Json | undefined {
  let found: Json | undefined = value;
  for (const step of path) {
    if (found instanceof Map)
      found =
        typeof step === 'string' ? (found as ReadonlyMap<string, Json>).get(step) : step === 0 ? found : undefined;
    else if (Array.isArray(found)) found = typeof step === 'number' ? (found as readonly Json[])[step] : undefined;
    // A scalar is taken for a list of one.
    else if (step !== 0) return undefined;
    if (found === undefined) return undefined;
  }
  return found;
}

import type { StoreError } from '../../../engine.ts';
import { SYNTAX } from '../errors.ts';
import { EX, EXAT, PX, PXAT, type Unit } from './deadlines.ts';

/** The options of SET and GETEX. */
export interface SetOptions {
  condition: 'NX' | 'XX' | null;
  wantsOld: boolean;
  keepsTtl: boolean;
  persists: boolean;
  unit: Unit | null;
  /** The argument after EX, PX, EXAT or PXAT, unread. */
  amount: string;
}

const UNITS: Readonly<Record<string, Unit>> = { EX, PX, EXAT, PXAT };

/** Reads options from `args[from]` on. Like Redis, it takes an option twice but not two that contradict. */
export function readSetOptions(
  args: readonly string[],
  from: number,
  command: 'set' | 'getex',
): SetOptions | StoreError {
  const options: SetOptions = {
    condition: null,
    wantsOld: false,
    keepsTtl: false,
    persists: false,
    unit: null,
    amount: '',
  };
  const read = command === 'set' ? readSetFlag : readGetexFlag;
  for (let index = from; index < args.length; index += 1) {
    const word = upperCase(args[index] as string);
    if (read(options, word)) continue;
    const amount = args[index + 1];
    const unit = UNITS[word];
    if (unit === undefined || amount === undefined) return SYNTAX;
    if (options.keepsTtl || options.persists || (options.unit !== null && options.unit !== unit)) return SYNTAX;
    options.unit = unit;
    options.amount = amount;
    index += 1;
  }
  return options;
}

/** Most callers write options in capitals, and looking is faster than converting. */
function upperCase(word: string): string {
  for (let index = 0; index < word.length; index += 1) {
    const code = word.charCodeAt(index);
    if (code < CODE_OF_A || code > CODE_OF_Z) return word.toUpperCase();
  }
  return word;
}

const CODE_OF_A = 65;
const CODE_OF_Z = 90;

function readSetFlag(options: SetOptions, word: string): boolean {
  if (word === 'NX' || word === 'XX') {
    if (options.condition !== null && options.condition !== word) return false;
    options.condition = word;
    return true;
  }
  if (word === 'GET') {
    options.wantsOld = true;
    return true;
  }
  if (word !== 'KEEPTTL' || options.unit !== null) return false;
  options.keepsTtl = true;
  return true;
}

function readGetexFlag(options: SetOptions, word: string): boolean {
  if (word !== 'PERSIST' || options.unit !== null) return false;
  options.persists = true;
  return true;
}

/** Dates and times as texts in MySQL's own form, and what is calculated with them. All of them are in UTC. */

/** A point in time: seconds since 1970, and the microseconds of the second. */
export interface Instant {
  readonly seconds: number;
  readonly micros: number;
}

const DAY_S = 86_400;
const MICROS = 1_000_000;
const FORM = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{0,6}))?)?)?$/;

/** Null: no date that there is, or in another of the forms that MySQL reads. */
export function readInstant(text: string): Instant | null {
  const match = FORM.exec(text);
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0)) as Six;
  if (year === 0 || month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) return null;
  if (hour > 23 || minute > 59 || second > 59) return null;
  const seconds = dayNumber(year, month, day) * DAY_S + hour * 3600 + minute * 60 + second;
  return { seconds, micros: Number((match[7] ?? '').padEnd(6, '0')) };
}

type Six = [number, number, number, number, number, number];

/** Half a unit or more counts as one, as MySQL rounds what it stores. @param digits of the second's fraction */
export function roundInstant({ seconds, micros }: Instant, digits: number): Instant {
  const unit = 10 ** (6 - digits);
  const rounded = Math.round(micros / unit) * unit;
  return rounded < MICROS ? { seconds, micros: rounded } : { seconds: seconds + 1, micros: 0 };
}

export function writeDate({ seconds }: Instant): string {
  const [year, month, day] = civil(Math.floor(seconds / DAY_S));
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`;
}

/** @param digits of the second's fraction; what is beyond them is cut off */
export function writeDateTime(instant: Instant, digits: number): string {
  const rest = ((instant.seconds % DAY_S) + DAY_S) % DAY_S;
  const time = [Math.floor(rest / 3600), Math.floor(rest / 60) % 60, rest % 60]
    .map((part) => padded(part, 2))
    .join(':');
  const fraction = digits === 0 ? '' : `.${padded(instant.micros, 6).slice(0, digits)}`;
  return `${writeDate(instant)} ${time}${fraction}`;
}

function padded(value: number, width: number): string {
  return String(value).padStart(width, '0');
}

function daysOf(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Days since 1970. (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".) */
function dayNumber(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const ofEra = y - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468;
}

function civil(days: number): readonly [year: number, month: number, day: number] {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const ofEra = shifted - era * 146_097;
  const year = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  );
  const ofYear = ofEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  const shiftedMonth = Math.floor((5 * ofYear + 2) / 153);
  const month = shiftedMonth + (shiftedMonth < 10 ? 3 : -9);
  const day = ofYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  return [year + era * 400 + (month <= 2 ? 1 : 0), month, day];
}

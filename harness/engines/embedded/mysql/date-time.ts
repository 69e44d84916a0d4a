const CALENDAR = new Intl.DateTimeFormat('en-US', {
  timeZone: 'UTC',
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/**
 * `2023-11-14 22:13:20`, with `digits` of the second's fraction, as MySQL writes an instant in UTC.
 * The instant comes from the virtual clock, so there is no `Date` here.
 */
export function formatDateTime(unixMs: number, digits: number): string {
  const parts: Record<string, string> = {};
  for (const { type, value } of CALENDAR.formatToParts(unixMs)) parts[type] = value;
  const fraction = String(Math.floor(unixMs) % 1000)
    .padStart(3, '0')
    .padEnd(6, '0')
    .slice(0, digits);
  const { year, month, day, hour, minute, second } = parts;
  return `${year}-${month}-${day} ${hour}:${minute}:${second}${digits === 0 ? '' : `.${fraction}`}`;
}

/** What stands where a CREATE TABLE names its table. */
export const TABLE_CREATED = /^\s*create\s+table\s+(?:if\s+not\s+exists\s+)?`?(\w+)`?/i;

/** Null for another statement. */
export function tableNameIn(sql: string): string | null {
  return TABLE_CREATED.exec(sql)?.[1] ?? null;
}

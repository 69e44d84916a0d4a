/** The tables that a strategy brings along, in a slot: there for the runs that want them, and empty when one begins. */
import { TABLE_CREATED, tableNameIn } from '../table-name.ts';
import { ASIDE } from './leftovers.ts';

export class OwnTables {
  readonly #database: string;
  /** Table → the statement that made it. */
  #made: ReadonlyMap<string, string> = new Map();
  /** `items` has another name, as runs have it where another table is judged. */
  #isAside = false;

  constructor(database: string) {
    this.#database = database;
  }

  /** Statements after which exactly these tables are there, without rows and with nothing counted; and `items`, or not. */
  resetTo(wanted: readonly string[], hasItems: boolean): readonly string[] {
    if (wanted.length === 0 && this.#made.size === 0) return NO_STATEMENTS;
    const tables = new Map(wanted.map((ddl) => [tableNameIn(ddl)!, ddl]));
    const unwanted = [...this.#made].filter(([name, ddl]) => tables.get(name) !== ddl);
    const statements = [
      ...unwanted.map(([name]) => `DROP TABLE IF EXISTS ${this.#database}.${name}`),
      ...this.#setAside(!hasItems),
      ...[...tables].map(([name, ddl]) =>
        this.#made.get(name) === ddl
          ? `TRUNCATE TABLE ${this.#database}.${name}`
          : ddl.replace(TABLE_CREATED, `CREATE TABLE ${this.#database}.${name}`),
      ),
    ];
    this.#made = tables;
    return statements;
  }

  #setAside(isAside: boolean): readonly string[] {
    if (isAside === this.#isAside) return NO_STATEMENTS;
    this.#isAside = isAside;
    const names = isAside ? ['items', ASIDE] : [ASIDE, 'items'];
    return [`RENAME TABLE ${names.map((name) => `${this.#database}.${name}`).join(' TO ')}`];
  }

  /** It is not known which are there. */
  forget(): void {
    this.#made = new Map([...this.#made].map(([name]) => [name, '']));
  }
}

const NO_STATEMENTS: readonly string[] = [];

/**
 * The table that every run has, as a service would have it in production: MySQL's default collation, no defaults that
 * hide a mistake. Ids come from cache keys, so there is no AUTO_INCREMENT.
 *
 * Statistics are not recalculated in the background: in so small a table their errors decide whether a range is read by
 * its key or by a scan, and so which rows it locks. Without, InnoDB counts rows exactly.
 */

/** The longest `value`, in characters. */
export const VALUE_CHARACTERS_MAX = 1024;

/** Without a database name: the caller chooses the database. */
export const ITEMS_DDL = `CREATE TABLE items (
  id BIGINT NOT NULL,
  value VARCHAR(${VALUE_CHARACTERS_MAX}) NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (id)
) ENGINE=InnoDB STATS_AUTO_RECALC=0 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci`;

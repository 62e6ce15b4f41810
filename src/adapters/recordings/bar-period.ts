import type { DuckDBConnection } from '@duckdb/node-api'

/**
 * The distance of neighbouring times that at least half of the neighbours have, microseconds; undefined for bars that
 * follow no clock and for a lone bar. `times` is a query of one column of doubles.
 */
export const regularPeriod = async (connection: DuckDBConnection, times: string): Promise<number | undefined> => {
  const sql = `WITH t(t) AS (${times}), d AS (SELECT t - lag(t) OVER (ORDER BY t) AS distance FROM t)
    SELECT distance FROM d WHERE distance > 0 GROUP BY distance
    HAVING 2 * count(*) >= (SELECT count(*) FROM d WHERE distance > 0) ORDER BY count(*) DESC, distance LIMIT 1`
  const rows = (await connection.runAndReadAll(sql)).getRows()
  const value = rows[0]?.[0]
  return typeof value === 'number' ? value : undefined
}

/** How to reach a PostgreSQL server; the shape that `pg` takes. */
export type DatabaseConnection =
  | { readonly connectionString: string }
  | {
      readonly host: string
      readonly port: number
      readonly user: string
      readonly password: string
      readonly database: string
    }

/** A database in use. `close` gives it up: an embedded server stops when its last user leaves. */
export type Database = {
  readonly connection: DatabaseConnection
  readonly close: () => Promise<void>
}

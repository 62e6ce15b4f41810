import type { ExpressionBuilder, ExpressionWrapper, SqlBool } from 'kysely'
import type { Tables } from './tables'

/** Not final. Spelled as the index on open intents has it. */
export const isOpen = (eb: ExpressionBuilder<Tables, 'intent'>): ExpressionWrapper<Tables, 'intent', SqlBool> =>
  eb('intent.state', 'in', ['pending', 'sent', 'working'])

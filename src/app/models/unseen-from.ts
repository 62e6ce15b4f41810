import type { Card } from '../../../models/store/card'
import type { Timestamp } from '../../core/market/event'

/**
 * Close of the first bar that a model did not learn from: a replay of its own recording that begins here shows it
 * nothing it has seen.
 */
export const unseenFrom = ({ split }: Pick<Card, 'split'>): Timestamp => split['train'].to

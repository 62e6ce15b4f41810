import { linearMargin, type LinearMarginParameters } from './linear-margin'
import type { Margin, MarginBook } from './margin-book'
import { portfolioMargin, type PortfolioMarginParameters } from './portfolio-margin'
import { standardMargin, type StandardMarginParameters } from './standard-margin'

/** How a venue margins a book. */
export type MarginModel =
  | { readonly kind: 'portfolio'; readonly parameters: PortfolioMarginParameters }
  | { readonly kind: 'standard'; readonly parameters: StandardMarginParameters }
  | { readonly kind: 'linear'; readonly parameters: LinearMarginParameters }

/** Initial and maintenance margin of a book by any model, in currency. */
export const marginOf = (model: MarginModel, book: MarginBook): Margin => {
  switch (model.kind) {
    case 'portfolio':
      return portfolioMargin(book, model.parameters)
    case 'standard':
      return standardMargin(book, model.parameters)
    case 'linear':
      return linearMargin(book, model.parameters)
  }
}

export { openHighs } from './highs'

import { z } from 'zod'

/** Shapes by the name under which the API's description refers to them. */
export const shapes = z.registry<{ id: string }>()

/** Registers a shape under a name and gives it back. */
export const named = <S extends z.ZodType>(id: string, shape: S): S => {
  shapes.add(shape, { id })
  return shape
}

export const list = <S extends z.ZodType>(item: S) => z.array(item).readonly()

/** Microseconds since the Unix epoch. */
export const time = z.number().describe('Microseconds since the Unix epoch, UTC')

export const finite = z.number()

/** Signed money in millionths of the quote currency. */
export const minor = z.int().describe('Millionths of the quote currency')

/** A page of a list: newest first, with the `before` of the next page where there is more. */
export const pageShape = <S extends z.ZodType>(item: S) =>
  z.object({ items: list(item), before: z.int().optional().describe('Pass as `before` for the next page') })

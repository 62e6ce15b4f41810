/**
 * Text from outside for a terminal: control characters, line breaks too, would let it drive the screen and print as
 * '?'.
 */
export const printable = (text: string): string => text.replaceAll(/\p{Cc}/gu, '?')

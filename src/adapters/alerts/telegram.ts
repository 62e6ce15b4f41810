import { Fault } from '../../core/error'
import type { Alert, AlertSink } from '../../ports/alert-sink'
import { post, usualDelivery, type Delivery, type Surroundings } from './post'
import { checkAddress } from './webhook'

export type TelegramOptions = {
  /** The token as issued by BotFather. It is part of the address, so no message repeats the address. */
  readonly botToken: string
  /** Number of a chat, or @name of a channel. */
  readonly chat: string
  /** Where the Bot API is (default https://api.telegram.org). */
  readonly api?: string | undefined
  readonly delivery?: Delivery | undefined
}

/** Longest text of a message, characters (Bot API, sendMessage). */
const longest = 4_096

const marks = { info: 'INFO', warning: 'WARNING', critical: 'CRITICAL' } as const

const messageOf = ({ at, severity, event, portfolio, text }: Alert): string =>
  [
    `${marks[severity]} ${event}${portfolio === undefined ? '' : ` (${portfolio})`}`,
    text,
    new Date(at / 1000).toISOString(),
  ]
    .join('\n')
    .slice(0, longest)

/** Sends alerts as plain text to a Telegram chat. Throws 'usage' for a token or chat that cannot be one. */
export const telegram = (
  { botToken, chat, api = 'https://api.telegram.org', delivery = usualDelivery }: TelegramOptions,
  surroundings: Surroundings,
): AlertSink => {
  const name = 'telegram'
  const base = checkAddress(name, api)
  if (!/^\d{3,20}:[\w-]{20,80}$/.test(botToken)) throw new Fault('usage', 'the bot token of telegram is not one')
  if (!/^(-?\d{1,20}|@\w{3,64})$/.test(chat)) throw new Fault('usage', 'the chat of telegram is a number or an @name')
  const url = new URL(`/bot${botToken}/sendMessage`, base).href
  return {
    name,
    send: (alert) => {
      const body = JSON.stringify({ chat_id: chat, text: messageOf(alert), disable_web_page_preview: true })
      return post({ name, url, body }, delivery, surroundings)
    },
  }
}

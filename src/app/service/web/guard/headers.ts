const always = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
  'cache-control': 'no-store',
} as const

const policy = (style: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src ${style}`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

/** Headers of every answer: nothing from another origin runs, loads or frames it, and no referrer is sent. */
export const securityHeaders: Readonly<Record<string, string>> = {
  ...always,
  'content-security-policy': policy("'self'"),
}

/** For the queue board, whose own page carries inline styles and sets its base address. */
export const boardHeaders: Readonly<Record<string, string>> = {
  ...always,
  'content-security-policy': policy("'self' 'unsafe-inline'").replace("base-uri 'none'", "base-uri 'self'"),
}

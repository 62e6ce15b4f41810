const future = {
  kind: 'future',
  settlement_period: 'perpetual',
  is_active: true,
  expiration_timestamp: 32_503_708_800_000,
}

/** A linear and an inverse perpetual and an option, as Deribit lists them. */
export const instruments = [
  {
    ...future,
    ...{ instrument_name: 'BTC_USDC-PERPETUAL', base_currency: 'BTC', counter_currency: 'USDC' },
    ...{ quote_currency: 'USDC', settlement_currency: 'USDC', future_type: 'linear' },
    ...{ tick_size: 0.5, min_trade_amount: 0.001, contract_size: 0.001, taker_commission: 5e-4, maker_commission: 0 },
  },
  {
    ...future,
    ...{ instrument_name: 'BTC-PERPETUAL', base_currency: 'BTC', counter_currency: 'USD' },
    ...{ quote_currency: 'USD', settlement_currency: 'BTC', future_type: 'reversed' },
    ...{ tick_size: 0.5, min_trade_amount: 10, contract_size: 10, taker_commission: 5e-4, maker_commission: 0 },
  },
] as const

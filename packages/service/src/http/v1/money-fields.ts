import { z } from 'zod';

/** CNY with at most three decimals, as money is kept. */
export function amount(least: number, most: number) {
  return z
    .number()
    .min(least)
    .max(most)
    .refine((yuan) => Number.isInteger(Number((yuan * 1000).toFixed(4))), {
      params: { problem: 'wrong_format', expected: 'CNY with at most three decimals' },
    });
}

import { z } from 'zod';

/** RFC 3339, in UTC. */
export const instantField = z.iso.datetime().meta({ example: '2026-12-01T01:00:00.000Z' });

export const latencyField = z
  .object({
    turn: z.int().min(1).meta({ description: '1 for the opening, counted in spoken order.' }),
    to_first_audio_ms: z.number().nullable(),
    to_carrier_ms: z.number().nullable(),
    to_heard_ms: z.number().nullable(),
  })
  .meta({
    id: 'TurnLatency',
    description:
      'Milliseconds from the callee’s last sound (for the opening: from the answer); null where that moment did not happen.',
  });

/** The envelope of a success around `data`. */
export function envelope<Data extends z.ZodType>(data: Data) {
  return z.object({ success: z.literal(true), message: z.string(), data });
}

/** The envelope of every failure. */
export const failureEnvelope = z
  .strictObject({
    success: z.literal(false),
    code: z.string().meta({ description: 'A stable word for programs.' }),
    message: z.string().meta({ description: 'For people, in the language of Accept-Language or of the account.' }),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Failure' });

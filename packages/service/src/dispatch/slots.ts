import { type Kysely, sql, type Transaction } from 'kysely';
import type { OpenStore } from '../storage/open-store.js';
import type { Schema } from '../storage/schema.js';

/** Where one running call takes its room. */
export interface Places {
  accountId: string;
  carrier: string;
  node: string;
}

export type SlotScope = 'account' | 'carrier' | 'node';

/** States in which a call holds its slots. */
export const UNDER_WAY = ['dialing', 'ringing', 'in_progress'] as const;

/** The order in which every transaction touches slots, so that no two of them wait for each other. */
const ORDER = [
  ['account', 'accountId'],
  ['carrier', 'carrier'],
  ['node', 'node'],
] as const satisfies readonly [SlotScope, keyof Places][];

/** Makes the row, or sets its capacity. Lowering it ends nothing: no more are taken until enough have been given back. */
export async function setCapacity(
  store: Kysely<Schema>,
  scope: SlotScope,
  name: string,
  capacity: number,
): Promise<void> {
  await store
    .insertInto('slots')
    .values({ scope, name, in_use: 0, capacity })
    .onConflict((conflict) => conflict.columns(['scope', 'name']).doUpdateSet({ capacity }))
    .execute();
}

/**
 * Takes one slot of the account, the carrier and the node, each raised only under its own condition, or answers which of them is full. The
 * caller must roll its transaction back then: slots before the full one are taken.
 * @param accountCapacity the account's limit as its row says now
 */
export async function takeSlots(
  trx: Transaction<Schema>,
  places: Places,
  accountCapacity: number,
): Promise<SlotScope | null> {
  for (const [scope, place] of ORDER) {
    const name = places[place];
    const capacity = scope === 'account' ? accountCapacity : null;
    let taken = await raise(trx, scope, name, capacity);
    if (!taken && capacity !== null) {
      // An account's row is made by its first call.
      const made = await trx
        .insertInto('slots')
        .values({ scope, name, in_use: 0, capacity })
        .onConflict((conflict) => conflict.columns(['scope', 'name']).doNothing())
        .executeTakeFirst();
      taken = made.numInsertedOrUpdatedRows === 1n && (await raise(trx, scope, name, capacity));
    }
    if (!taken) return scope;
  }
  return null;
}

/** @param capacity set along with it; null: as it stands in the row */
async function raise(
  trx: Transaction<Schema>,
  scope: SlotScope,
  name: string,
  capacity: number | null,
): Promise<boolean> {
  const raised = await trx
    .updateTable('slots')
    .set((eb) => ({ in_use: eb('in_use', '+', 1), capacity: capacity ?? eb.ref('capacity') }))
    .where('scope', '=', scope)
    .where('name', '=', name)
    .where((eb) => eb('in_use', '<', capacity ?? eb.ref('capacity')))
    .executeTakeFirst();
  return raised.numUpdatedRows === 1n;
}

/** Gives the slots of one call back. Only in the transaction that ends it: that, and nothing else, makes sure it happens once. */
export async function releaseSlots(trx: Transaction<Schema>, places: Places): Promise<void> {
  for (const [scope, place] of ORDER) {
    await trx
      .updateTable('slots')
      .set((eb) => ({ in_use: eb('in_use', '-', 1) }))
      .where('scope', '=', scope)
      .where('name', '=', places[place])
      .execute();
  }
}

export interface SlotMismatch {
  scope: string;
  name: string;
  inUse: number;
  /** Calls under way that hold it. */
  calls: number;
}

/**
 * Slots whose count is not that of the calls under way; none, unless somebody wrote into the database by hand. Slots and states change in
 * the same transactions, so that a crash cannot part them.
 */
export async function checkSlots(store: Kysely<Schema>): Promise<SlotMismatch[]> {
  const rows = await store
    .selectFrom('slots')
    .select(({ selectFrom }) => [
      'scope',
      'name',
      'in_use',
      selectFrom('calls')
        .select(({ fn }) => fn.countAll<number>().as('calls'))
        .where('status', 'in', UNDER_WAY)
        .where(
          sql<boolean>`case slots.scope when 'account' then calls.account_id when 'carrier' then calls.carrier else calls.node_id end = slots.name`,
        )
        .as('calls'),
    ])
    .orderBy('scope')
    .orderBy('name')
    .execute();
  return rows
    .map(({ scope, name, in_use, calls }) => ({ scope, name, inUse: in_use, calls: Number(calls) }))
    .filter(({ inUse, calls }) => inUse !== calls);
}

/** Sets every slot to the number of calls that hold it, and answers which were wrong. */
export function recountSlots({
  engine,
  transaction,
}: Pick<OpenStore, 'engine' | 'transaction'>): Promise<SlotMismatch[]> {
  return transaction(async (trx) => {
    // With all rows locked nobody is half-way between a state and its slots: what the next statement counts is exact.
    await trx
      .selectFrom('slots')
      .select('name')
      .orderBy('scope')
      .orderBy('name')
      .$if(engine === 'postgresql', (query) => query.forUpdate())
      .execute();
    const wrong = await checkSlots(trx);
    for (const { scope, name, calls } of wrong)
      await trx
        .updateTable('slots')
        .set({ in_use: calls })
        .where('scope', '=', scope)
        .where('name', '=', name)
        .execute();
    return wrong;
  });
}

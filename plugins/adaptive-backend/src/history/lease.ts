import { CustomErrorBase } from '@backstage/errors';
import type { Knex } from 'knex';

const TABLE = 'history_lease';
const NAME = 'writer';

/** The right to write, as long as nobody else has taken it. */
export interface Lease {
  /** Fencing token: whoever takes the lease gets a higher one, and with it the older ones write no more. */
  token: number;
  /** Grows with every write, so that a write of ours that was given up cannot come late. */
  beat: number;
}

/** The lease as anybody sees it. */
export interface LeaseStatus extends Lease {
  /** Absent when it is free to take. */
  holder?: string;
  /** Everything until then is written, milliseconds since the epoch. */
  renewedAt: number;
}

interface LeaseRow {
  holder: string | null;
  // PostgreSQL gives bigint as text.
  token: number | string;
  beat: number | string;
  renewed_at: number | string;
}

/** Thrown by a write with a lease that somebody else has taken. */
export class LeaseLostError extends CustomErrorBase {
  name = 'LeaseLostError' as const;
}

export async function readLease(knex: Knex): Promise<LeaseStatus | undefined> {
  const row: LeaseRow | undefined = await knex(TABLE)
    .where({ name: NAME })
    .first();
  return (
    row && {
      ...(row.holder !== null && { holder: row.holder }),
      token: Number(row.token),
      beat: Number(row.beat),
      renewedAt: Number(row.renewed_at),
    }
  );
}

/**
 * Takes the lease, if it is still as it was seen; undefined when somebody else was faster. Until when everything is
 * written stays what it was: the new holder has yet to write.
 *
 * @param seen - what {@link readLease} gave
 * @param now - milliseconds since the epoch, from when on there is a history if there is none yet
 */
export async function takeLease(
  knex: Knex,
  holder: string,
  seen: LeaseStatus | undefined,
  now: number,
): Promise<Lease | undefined> {
  if (!seen) {
    // Two may try: the second conflicts, and sees the first one's row from then on.
    await knex(TABLE)
      .insert({ name: NAME, holder, token: 1, beat: 1, renewed_at: now })
      .onConflict('name')
      .ignore();
    const row = await readLease(knex);
    return row?.holder === holder && row.token === 1
      ? { token: row.token, beat: row.beat }
      : undefined;
  }
  const lease = { token: seen.token + 1, beat: seen.beat + 1 };
  const taken = await knex(TABLE)
    .where({ name: NAME, token: seen.token, beat: seen.beat })
    .update({ ...lease, holder });
  return taken === 1 ? lease : undefined;
}

/**
 * Claims the next beat of the lease. In a transaction the row stays locked until its end, so that nobody can take the
 * lease in the middle.
 *
 * @throws LeaseLostError when token or beat are not the latest
 */
export async function renewLease(
  knex: Knex,
  lease: Lease,
  now: number,
): Promise<Lease> {
  const beat = lease.beat + 1;
  const renewed = await knex(TABLE)
    .where({ name: NAME, token: lease.token, beat: lease.beat })
    .update({ beat, renewed_at: now });
  if (renewed !== 1)
    throw new LeaseLostError('The lease on the history is not ours any more');
  return { token: lease.token, beat };
}

/** Lets the next one take the lease at once; does nothing when it is lost already. */
export async function releaseLease(knex: Knex, lease: Lease): Promise<void> {
  await knex(TABLE)
    .where({ name: NAME, token: lease.token })
    .update({ holder: null, beat: lease.beat + 1 });
}

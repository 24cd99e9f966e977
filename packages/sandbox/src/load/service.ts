/*
 * A pool under load, as one queue: what its ready replicas can carry is answered, what comes on top times out.
 */

/** What a pool is asked for. */
export interface Offer {
  /** Requests per second, whoever answers them. */
  rate: number;
  /** Requests per second that one ready replica answers in time. */
  capacityPerReplica: number;
}

export interface Service {
  /** Requests per second that reach a replica, those that time out included. */
  rate: number;
  /** Share of the requests that time out, 0 to 1. */
  timeoutRatio: number;
  /** Median time to first token of the others, in milliseconds. */
  medianTtftMs: number;
}

const BASE_TTFT_MS = 350;
const WORST_TTFT_MS = 7_000;

/** How a pool with so many ready replicas serves the offer; without any, no request reaches it. */
export function serve(offer: Offer, readyReplicas: number): Service {
  if (readyReplicas === 0) {
    return { rate: 0, timeoutRatio: 0, medianTtftMs: BASE_TTFT_MS };
  }
  const use = offer.rate / (offer.capacityPerReplica * readyReplicas);
  const queued =
    use <= 1 ? BASE_TTFT_MS * (1 + 3 * use ** 4) : BASE_TTFT_MS * 4 * use ** 2;
  return {
    rate: offer.rate,
    timeoutRatio: use <= 1 ? 0 : 1 - 1 / use,
    medianTtftMs: Math.min(queued, WORST_TTFT_MS),
  };
}

/** Share of values up to `limit` of a log-logistic distribution, a fair picture of response times. */
export function shareBelow(limit: number, median: number): number {
  return 1 / (1 + (median / limit) ** 3);
}

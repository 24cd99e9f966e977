import type { MetricsRangeRequest } from '@adaptive-portal/plugin-adaptive-common';
import { InputError } from '@backstage/errors';

/** More points than a page has pixels for. */
export const MAX_POINTS = 500;
/** Longest range: what a Prometheus keeps by default is half of it. */
const MAX_SECONDS = 31 * 24 * 3600;
/** Steps in seconds at which ranges are aligned, so that people who look at the same time ask for the same. */
const STEPS = [
  15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 86_400,
];
/** Points that a range has when nobody says how many. */
const USUAL_POINTS = 240;

export interface AlignedRange {
  from: number;
  to: number;
  step: number;
}

function whole(field: string, value: number): number {
  if (!Number.isFinite(value) || value < 0 || value > 1e11) {
    throw new InputError(`Invalid ${field} '${value}', accepted: Unix seconds`);
  }
  return Math.floor(value);
}

/**
 * Moves a range down to whole steps, and widens its step until it has at most 500 points. Ranges that differ by less
 * than a step become the same one.
 *
 * @throws InputError naming the parameter that cannot work
 */
export function alignRange(
  request: Pick<MetricsRangeRequest, 'from' | 'to' | 'step'>,
): AlignedRange {
  const from = whole('from', request.from);
  const to = whole('to', request.to);
  const seconds = to - from;
  if (seconds <= 0 || seconds > MAX_SECONDS) {
    throw new InputError(
      `Invalid range: from '${from}' to '${to}', accepted: Unix seconds, from before to, at most 31 days apart`,
    );
  }
  const { step: asked = seconds / USUAL_POINTS } = request;
  if (!(asked > 0 && asked <= MAX_SECONDS)) {
    throw new InputError(
      `Invalid step '${asked}', accepted: seconds, above 0 and at most 31 days`,
    );
  }
  const least = Math.max(asked, seconds / (MAX_POINTS - 1));
  const step = STEPS.find(s => s >= least) ?? STEPS[STEPS.length - 1];
  return {
    from: from - (from % step),
    to: to - (to % step),
    step,
  };
}

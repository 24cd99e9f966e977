import type { RememberedState } from './HistoryStore';
import { withCarriedConditions } from './conditions';
import { fingerprintOf, type Observation } from './observation';

function says(observation: Observation, state: RememberedState['state']) {
  if (!state) return observation.kind === 'gone';
  if (observation.kind === 'blind') {
    return state.status === observation.state.status;
  }
  return (
    observation.kind === 'seen' &&
    fingerprintOf(withCarriedConditions(state, observation.state)) ===
      fingerprintOf(state)
  );
}

/** Index of the observation with which the remembered state agrees, nearest in time; -1 when it agrees with none. */
function agreesAt(
  observations: readonly Observation[],
  remembered: RememberedState,
): number {
  let best = -1;
  let distance = Infinity;
  observations.forEach((observation, index) => {
    const away = Math.abs(observation.at - remembered.at);
    if (away < distance && says(observation, remembered.state)) {
      best = index;
      distance = away;
    }
  });
  return best;
}

/**
 * The observations of one engine that the database does not know yet. Two backends see the same change at slightly
 * different times, so equal states are matched before times are compared. The newest one always counts: what the
 * database ends with has to be what is.
 *
 * @param observations - of one engine, oldest first
 */
export function findMissing(
  observations: readonly Observation[],
  remembered: RememberedState | undefined,
): Observation[] {
  if (!remembered) return [...observations];
  const rest = observations.slice(agreesAt(observations, remembered) + 1);
  return rest.flatMap((observation, index) => {
    if (observation.at >= remembered.at) return [observation];
    // Clocks differ: what is newest here cannot be older than what was written.
    return index === rest.length - 1
      ? [{ ...observation, at: remembered.at }]
      : [];
  });
}

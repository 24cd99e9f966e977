/*
 * The arithmetic of a Deployment's rolling update: kubernetes/pkg/controller/deployment/rolling.go and
 * util/deployment_util.go.
 */

export interface SetSize {
  name: string;
  /** `spec.replicas`. */
  replicas: number;
  available: number;
}

export interface RolloutInput {
  replicas: number;
  /** Absolute numbers, see `resolveStrategy`. */
  maxSurge: number;
  maxUnavailable: number;
  current: SetSize;
  /** Older ReplicaSets, oldest first. */
  old: SetSize[];
}

/** Reads `25%` and numbers; a surge rounds up, unavailability down, and both cannot be 0. */
export function resolveStrategy(
  replicas: number,
  maxSurge: string | number = '25%',
  maxUnavailable: string | number = '25%',
): { maxSurge: number; maxUnavailable: number } {
  const surge = Math.ceil(share(maxSurge, replicas));
  const unavailable = Math.floor(share(maxUnavailable, replicas));
  return {
    maxSurge: surge,
    maxUnavailable: surge === 0 && unavailable === 0 ? 1 : unavailable,
  };
}

function share(value: string | number, replicas: number): number {
  if (typeof value === 'number') return value;
  return value.endsWith('%')
    ? (Number(value.slice(0, -1)) * replicas) / 100
    : Number(value);
}

/** The next size of every ReplicaSet that has to change, by name. */
export function nextSizes(input: RolloutInput): Map<string, number> {
  const { replicas, current, old } = input;
  const sizes = new Map<string, number>();
  const running = old.filter(set => set.replicas > 0);
  if (running.length === 0) {
    if (current.replicas !== replicas) sizes.set(current.name, replicas);
    return sizes;
  }
  const total = sum(running, set => set.replicas) + current.replicas;
  const room = replicas + input.maxSurge - total;
  if (current.replicas > replicas) {
    sizes.set(current.name, replicas);
  } else if (current.replicas < replicas && room > 0) {
    sizes.set(
      current.name,
      current.replicas + Math.min(room, replicas - current.replicas),
    );
    return sizes;
  }
  scaleDownOld(input, running, total, sizes);
  return sizes;
}

function scaleDownOld(
  input: RolloutInput,
  running: SetSize[],
  total: number,
  sizes: Map<string, number>,
) {
  const { current, replicas, maxUnavailable } = input;
  const minAvailable = replicas - maxUnavailable;
  let budget =
    total - minAvailable - Math.max(0, current.replicas - current.available);
  // Pods that do not work cost no availability, so they go first.
  for (const set of running) {
    const unhealthy = Math.min(budget, set.replicas - set.available);
    if (unhealthy > 0) {
      sizes.set(set.name, set.replicas - unhealthy);
      budget -= unhealthy;
    }
  }
  const available = current.available + sum(running, set => set.available);
  let spare = Math.min(budget, available - minAvailable);
  for (const set of running) {
    const size = sizes.get(set.name) ?? set.replicas;
    const step = Math.min(spare, size);
    if (step > 0) {
      sizes.set(set.name, size - step);
      spare -= step;
    }
  }
}

function sum<T>(items: readonly T[], count: (item: T) => number): number {
  return items.reduce((total, item) => total + count(item), 0);
}

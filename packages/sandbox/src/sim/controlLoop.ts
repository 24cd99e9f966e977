import { isError } from '@backstage/errors';
import type { KubernetesObject } from '../kube/object';
import type { KubeStore, StoreEvent } from '../kube/types';
import { systemClock, type Clock } from './core/clock';
import { podsByController, wallMs, type SimContext } from './core/context';
import { createEventRecorder } from './core/events';
import type {
  Deployment,
  Node,
  Pod,
  ReplicaSet,
  StatefulSet,
} from './core/objects';
import { createHpaController } from './hpa/controller';
import { reconcileScaledObjects } from './keda/operator';
import { queryPrometheus, type QueryPrometheus } from './keda/prometheus';
import { HPAS, type ScaledObject } from './keda/scaledObject';
import { createKedaScaler } from './keda/scaler';
import { createKubelet } from './kubelet/kubelet';
import { schedulePods } from './scheduler/scheduler';
import {
  bindClaims,
  PROVISIONED,
  serveIngresses,
} from './surroundings/provisioning';
import { SEALED_SECRETS, unsealSecrets } from './surroundings/sealedSecrets';
import { reconcileDeployment } from './workloads/deployments';
import { reconcileReplicaSet } from './workloads/replicaSets';
import { reconcileStatefulSet } from './workloads/statefulSets';

const HPA_SYNC_SECONDS = 15;
const POLLING_SECONDS = 30;
const TICK_MS = 200;
/** Deadlines pass without any change that a watch would show. */
const RESYNC_SECONDS = 30;
/** Enough for a Deployment to become scheduled pods in one tick; more means two controllers disagree. */
const MAX_ROUNDS = 20;

/** Resources whose changes make the controllers look again. */
const WATCHED = new Set([
  'nodes',
  'pods',
  'apps/deployments',
  'apps/replicasets',
  'apps/statefulsets',
  'keda.sh/scaledobjects',
  ...PROVISIONED,
  SEALED_SECRETS,
]);

export interface ControlLoopOptions {
  store: KubeStore;
  clusterName: string;
  clock?: Clock;
  /**
   * Polling, syncing, starting and stopping take this many times less; the windows that objects name are kept as written,
   * and timestamps stay those of the clock. Default 1.
   */
  speed?: number;
  /** Default: HTTP to the trigger's own `serverAddress`. */
  queryPrometheus?: QueryPrometheus;
  /** Private key of the sealed-secrets controller, PEM; without it there is none. */
  sealingKey?: string;
  /** Told what went wrong inside a controller; the loop goes on. */
  onError?: (error: Error) => void;
}

export interface ControlLoop {
  start(): void;
  /** Ends the ticks; resolves when queries that are under way have ended. */
  stop(): Promise<void>;
  /** Does everything that is due now; resolves when queries that it started have been acted upon. */
  tick(): Promise<void>;
}

/** The controllers of one simulated cluster: workloads, scheduler, kubelets, KEDA 2.20.2 and the HPA. */
export function createControlLoop(options: ControlLoopOptions): ControlLoop {
  const { store, clock = systemClock, speed = 1, sealingKey } = options;
  const context: SimContext = {
    store,
    clock,
    speed,
    events: createEventRecorder({ store, clock }),
  };
  const kubelet = createKubelet(context);
  const scaler = createKedaScaler(
    context,
    options.queryPrometheus ?? queryPrometheus,
  );
  const hpas = createHpaController(context, scaler.externalMetric);
  const schedule = createSchedule(clock);
  let dirty = true;
  let kubeletDue: number | undefined;
  let resyncDue = 0;
  let scaling: ScaledObject[] = [];
  let timer: NodeJS.Timeout | undefined;
  const underWay = new Set<Promise<void>>();

  store.subscribe((event: StoreEvent) => {
    if (WATCHED.has(event.resource)) dirty = true;
  });

  function report(error: unknown) {
    options.onError?.(isError(error) ? error : new Error(String(error)));
  }

  /** One controller that fails over an odd object must not keep the others from working. */
  function attempt(work: () => void) {
    try {
      work();
    } catch (error) {
      report(error);
    }
  }

  function round() {
    reconcileWorkloads(context, attempt);
    const nodes = store.list('nodes') as Node[];
    attempt(() => schedulePods(context, nodes, store.list('pods') as Pod[]));
    attempt(() => {
      kubeletDue = kubelet.reconcile(nodes, store.list('pods') as Pod[]);
    });
    attempt(() => bindClaims(context));
    attempt(() => serveIngresses(context));
    if (sealingKey) attempt(() => unsealSecrets(context, sealingKey));
    attempt(() => {
      scaling = reconcileScaledObjects(context);
    });
  }

  function settle() {
    for (let i = 0; i < MAX_ROUNDS && dirty; i++) {
      dirty = false;
      round();
    }
  }

  function launch(work: Promise<void>): Promise<void> {
    const guarded = work.catch(report).finally(() => underWay.delete(guarded));
    underWay.add(guarded);
    return guarded;
  }

  function dueWork(): Array<Promise<void>> {
    const polls = scaling.map(scaledObject => ({
      key: `poll/${scaledObject.metadata.uid}`,
      every: wallMs(
        context,
        scaledObject.spec.pollingInterval ?? POLLING_SECONDS,
      ),
      first: 0,
      work: () => scaler.poll(scaledObject),
    }));
    const objects = store.list(HPAS).filter(isExternalOnly);
    hpas.forget(new Set(objects.map(hpa => hpa.metadata.uid ?? '')));
    const every = wallMs(context, HPA_SYNC_SECONDS);
    const syncs = objects.map(hpa => ({
      key: `hpa/${hpa.metadata.uid}`,
      every,
      first: every,
      work: () => hpas.sync(hpa),
    }));
    return schedule([...polls, ...syncs]).map(launch);
  }

  async function tick() {
    try {
      const now = clock.now();
      if (Math.min(kubeletDue ?? Infinity, resyncDue) <= now) dirty = true;
      if (dirty) resyncDue = now + wallMs(context, RESYNC_SECONDS);
      settle();
      const started = dueWork();
      if (started.length === 0) return;
      await Promise.all(started);
      settle();
    } catch (error) {
      report(error);
    }
  }

  return {
    start() {
      timer ??= setInterval(tick, TICK_MS);
    },
    async stop() {
      clearInterval(timer);
      timer = undefined;
      await Promise.all(underWay);
    },
    tick,
  };
}

/** HPAs on CPU, memory or pod metrics are left alone: nothing here measures those. */
function isExternalOnly(object: KubernetesObject): boolean {
  const metrics = object.spec?.metrics;
  return (
    Array.isArray(metrics) &&
    metrics.every(
      metric =>
        typeof metric === 'object' &&
        metric !== null &&
        !Array.isArray(metric) &&
        metric.type === 'External',
    )
  );
}

function reconcileWorkloads(
  context: SimContext,
  attempt: (work: () => void) => void,
) {
  const { store } = context;
  const pods = store.list('pods') as Pod[];
  const sets = store.list('apps/replicasets') as ReplicaSet[];
  for (const deployment of store.list('apps/deployments') as Deployment[]) {
    attempt(() => reconcileDeployment(context, deployment, sets, pods));
  }
  const groups = podsByController(pods);
  for (const set of store.list('apps/replicasets') as ReplicaSet[]) {
    const own = groups.get(set.metadata.uid ?? '') ?? [];
    attempt(() => reconcileReplicaSet(context, set, own));
  }
  for (const set of store.list('apps/statefulsets') as StatefulSet[]) {
    const own = groups.get(set.metadata.uid ?? '') ?? [];
    attempt(() => reconcileStatefulSet(context, set, own));
  }
}

interface Recurring {
  key: string;
  /** Milliseconds. */
  every: number;
  /** Milliseconds from first sight to the first run. */
  first: number;
  work: () => Promise<void>;
}

/** Starts what is due of recurring work, never the same twice at a time. */
function createSchedule(clock: Clock) {
  const due = new Map<string, number>();
  const running = new Set<string>();
  return (items: readonly Recurring[]): Array<Promise<void>> => {
    const now = clock.now();
    const keys = new Set(items.map(item => item.key));
    for (const key of due.keys()) if (!keys.has(key)) due.delete(key);
    return items.flatMap(item => {
      const at = due.get(item.key) ?? now + item.first;
      if (at > now || running.has(item.key)) {
        due.set(item.key, at);
        return [];
      }
      due.set(item.key, Math.max(at + item.every, now));
      running.add(item.key);
      return [item.work().finally(() => running.delete(item.key))];
    });
  };
}

import type { JsonObject, KubernetesObject } from '../kube/object';
import type { KubeStore } from '../kube/types';
import { readApplication, type ApplicationSpec } from './application';
import {
  applyObject,
  ensureNamespace,
  leftovers,
  prepare,
  removeObject,
} from './apply';
import { parseObjects, type ChartRenderer } from './charts';
import { readGitTree, type GitTree } from './gitTree';
import { objectHealth, worstHealth } from './health';
import { quicken } from './quicken';
import { apiGroup, asObject } from './resources';

const APPLICATIONS = 'argoproj.io/applications';
const OWNED_LABEL = 'adaptive-sandbox.io/from-git';

export interface GitOpsAgentOptions {
  /** Bare repository that holds the GitOps files. */
  gitDir: string;
  branch: string;
  /** Stores by cluster name; applications are read from `applications/<cluster>/`. */
  clusters: Record<string, KubeStore>;
  renderChart: ChartRenderer;
  /** Milliseconds between two comparisons of git with the clusters. */
  intervalMs: number;
  /** How many times as fast as real ones the controllers run; scaling windows are shortened by it. Default 1. */
  speed?: number;
  log: (message: string) => void;
}

export interface GitOpsAgent {
  start(): void;
  /** Compares and applies now; concurrent calls share one run. */
  sync(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Applies what is merged, as Argo CD would: one Application object per engine, with sync and health status.
 *
 * A file that cannot be applied is reported in its Application and stops no other.
 */
export function createGitOpsAgent(options: GitOpsAgentOptions): GitOpsAgent {
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  const syncOnce = async () => {
    const tree = await readGitTree(options.gitDir, options.branch);
    if (!tree) return;
    for (const [cluster, store] of Object.entries(options.clusters)) {
      await syncCluster({ ...options, cluster, store, tree });
    }
  };

  const sync = () => {
    running ??= syncOnce()
      .catch(error => options.log(`GitOps agent: ${error.message}`))
      .finally(() => {
        running = undefined;
      });
    return running;
  };

  return {
    start() {
      timer = setInterval(sync, options.intervalMs);
    },
    async sync() {
      // What is merged after a run began must not wait for the next interval.
      if (running) await running;
      await sync();
    },
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}

interface ClusterSync extends GitOpsAgentOptions {
  cluster: string;
  store: KubeStore;
  tree: GitTree;
}

async function syncCluster(context: ClusterSync): Promise<void> {
  const { store, tree, cluster, log } = context;
  const wanted = new Set<string>();
  const files = tree.paths.filter(
    path =>
      path.startsWith(`applications/${cluster}/`) && /\.ya?ml$/.test(path),
  );
  for (const file of files) {
    try {
      for (const object of parseObjects(await tree.read(file))) {
        if (object.kind !== 'Application') continue;
        wanted.add(object.metadata.name);
        const spec = saveApplication(store, object);
        await syncApplication(context, spec);
      }
    } catch (error) {
      log(
        `GitOps agent: ${file}: ${
          error instanceof Error ? error.message : error
        }`,
      );
    }
  }
  pruneApplications(store, wanted);
}

function saveApplication(
  store: KubeStore,
  object: KubernetesObject,
): ApplicationSpec {
  const namespace = object.metadata.namespace ?? 'argocd';
  ensureNamespace(store, namespace, {});
  const labels = { ...object.metadata.labels, [OWNED_LABEL]: 'true' };
  // The deletion finalizer is the agent's own business here: it deletes the resources itself.
  const { finalizers: _finalizers, ...metadata } = object.metadata;
  const desired = { ...object, metadata: { ...metadata, namespace, labels } };
  const spec = readApplication(desired);
  applyObject(store, spec, desired);
  return spec;
}

function pruneApplications(store: KubeStore, wanted: Set<string>): void {
  for (const live of store.list(APPLICATIONS)) {
    if (live.metadata.labels?.[OWNED_LABEL] !== 'true') continue;
    if (wanted.has(live.metadata.name)) continue;
    leftovers(store, live.metadata.name, []).forEach(o =>
      removeObject(store, o),
    );
    removeObject(store, live);
  }
}

async function desiredObjects(
  context: ClusterSync,
  spec: ApplicationSpec,
): Promise<{ objects: KubernetesObject[]; message: string }> {
  const { tree, renderChart } = context;
  const objects: KubernetesObject[] = [];
  const messages: string[] = [];
  if (spec.chart) {
    const values = await Promise.all(
      spec.chart.valueFiles.map(f => tree.read(f)),
    );
    const rendered = await renderChart({
      name: spec.chart.name,
      version: spec.chart.version,
      releaseName: spec.chart.releaseName,
      namespace: spec.targetNamespace,
      values,
    });
    objects.push(...rendered.objects);
    messages.push(rendered.renderedBy);
  }
  for (const path of spec.paths) {
    const folder = path.replace(/\/+$/, '');
    const files = tree.paths.filter(
      file => file.startsWith(`${folder}/`) && /\.ya?ml$/.test(file),
    );
    for (const file of files) {
      objects.push(...parseObjects(await tree.read(file)));
    }
    messages.push(`${files.length} manifests of ${folder}`);
  }
  const quick = objects.map(object => quicken(object, context.speed ?? 1));
  return { objects: prepare(spec, quick), message: messages.join('; ') };
}

async function syncApplication(
  context: ClusterSync,
  spec: ApplicationSpec,
): Promise<void> {
  const { store, tree } = context;
  try {
    const { objects, message } = await desiredObjects(context, spec);
    if (spec.createNamespace) {
      ensureNamespace(store, spec.targetNamespace, spec.namespaceLabels);
    }
    const applied = objects.map(object => applyObject(store, spec, object));
    const extra = leftovers(store, spec.name, objects);
    if (spec.prune) extra.forEach(object => removeObject(store, object));
    const inSync = spec.prune || extra.length === 0;
    setStatus(store, spec, {
      sync: { status: inSync ? 'Synced' : 'OutOfSync', revision: tree.commit },
      phase: 'Succeeded',
      message: `successfully synced (${message})`,
      resources: applied,
    });
  } catch (error) {
    setStatus(store, spec, {
      sync: { status: 'Unknown', revision: tree.commit },
      phase: 'Failed',
      message: error instanceof Error ? error.message : String(error),
      resources: [],
    });
  }
}

interface StatusInput {
  sync: { status: string; revision: string };
  phase: 'Succeeded' | 'Failed';
  message: string;
  resources: KubernetesObject[];
}

/** Writes the status in Argo CD's form; times move only when something else did, so that nothing churns. */
function setStatus(
  store: KubeStore,
  spec: ApplicationSpec,
  input: StatusInput,
): void {
  // The Application CRD has no status subresource: the whole object is written.
  const now = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  store.modify(APPLICATIONS, spec.namespace, spec.name, live => {
    const before = asObject(live.status);
    const oldOperation = asObject(before.operationState);
    const moved =
      asObject(before.sync).revision !== input.sync.revision ||
      oldOperation.phase !== input.phase ||
      oldOperation.message !== input.message;
    const healths = input.resources.map(objectHealth);
    const status: JsonObject = {
      ...before,
      sync: { ...input.sync },
      health: {
        status: input.phase === 'Failed' ? 'Missing' : worstHealth(healths),
      },
      operationState: moved
        ? {
            phase: input.phase,
            message: input.message,
            startedAt: now,
            finishedAt: now,
          }
        : oldOperation,
      conditions:
        input.phase === 'Failed'
          ? [{ type: 'ComparisonError', message: input.message }]
          : [],
      resources: input.resources.map((object, index) => ({
        group: apiGroup(object),
        version: object.apiVersion.split('/').pop() ?? '',
        kind: object.kind,
        namespace: object.metadata.namespace,
        name: object.metadata.name,
        status: 'Synced',
        ...(healths[index] && { health: { status: healths[index] } }),
      })),
    };
    return { ...live, status };
  });
}

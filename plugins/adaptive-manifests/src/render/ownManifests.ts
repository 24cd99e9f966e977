import { InputError } from '@backstage/errors';
import { chartCapabilities } from '../capabilities';
import type { EngineInput, KubernetesObject, RenderTarget } from '../model';
import { poolKey } from '../names';
import { usesExtraObjects } from './extraObjects';
import { sandkastenNetworkPolicy } from './networkPolicy';
import { podMonitor } from './podMonitor';
import { scaledObject } from './scaledObject';
import { secretManifests } from './secretManifests';
import { mlflowClaim } from './storeValues';

/** A manifest of the portal's own, with the name of its file. */
export interface OwnManifest {
  file: string;
  object: KubernetesObject;
}

/** Manifests beside the chart, by when they are needed. */
export interface OwnManifests {
  /** Before the engine. */
  secrets: OwnManifest[];
  /** Together with the engine. */
  beside: OwnManifest[];
  /** After the engine. */
  scaling: OwnManifest[];
  /** Installed by the chart, from its values. */
  extraObjects: KubernetesObject[];
}

/** The pool's part of a file name; refuses what would lead to another folder. */
function fileKey(pool: string, chartVersion: string): string {
  const key = poolKey(pool, chartVersion);
  if (!/^[A-Za-z0-9._-]+$/.test(key)) {
    throw new InputError(
      `Pool ${JSON.stringify(
        pool.slice(0, 60),
      )} cannot name a file; accepted are letters, digits, '-', '_' and spaces`,
    );
  }
  return key;
}

function fileOfSecret({ kind, metadata }: KubernetesObject): string {
  if (!/^[a-z0-9][a-z0-9.-]*$/.test(metadata.name)) {
    throw new InputError(
      `Secret ${JSON.stringify(
        metadata.name.slice(0, 60),
      )} cannot name a file; accepted are lower case letters, digits, '-' and '.'`,
    );
  }
  return `${kind.toLowerCase()}-${metadata.name}.yaml`;
}

function mlflowClaims(input: EngineInput): OwnManifest[] {
  const { mlflow } = input;
  const ofChart =
    chartCapabilities(input.chartVersion).mlflow === 'statefulset';
  if (mlflow.mode !== 'internal' || !mlflow.storage || ofChart) {
    return [];
  }
  const { size, storageClass } = mlflow.storage;
  return [
    {
      file: 'persistentvolumeclaim-mlflow.yaml',
      object: {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: {
          name: mlflowClaim(input),
          namespace: input.namespace,
          labels: {
            'app.kubernetes.io/component': 'mlflow',
            'app.kubernetes.io/name': 'adaptive',
            'app.kubernetes.io/instance': input.name,
            'app.kubernetes.io/managed-by': 'adaptive-portal',
          },
        },
        spec: {
          accessModes: ['ReadWriteOnce'],
          ...(storageClass ? { storageClassName: storageClass } : {}),
          resources: { requests: { storage: size } },
        },
      },
    },
  ];
}

/** What scales the pools, and what makes the series for it exist. */
function scalingManifests(
  input: EngineInput,
  autoscaling: RenderTarget['autoscaling'],
): { metrics: OwnManifest[]; scaling: OwnManifest[] } {
  const { mode } = input.autoscaling;
  return {
    // The portal shows the series of pools of fixed size as well; a bundled engine brings its own Prometheus.
    metrics:
      autoscaling.metrics === 'podMonitor' && mode !== 'bundled'
        ? [{ file: 'podmonitor.yaml', object: podMonitor(input, autoscaling) }]
        : [],
    scaling:
      mode === 'platform'
        ? input.pools.map(pool => ({
            file: `scaledobject-${fileKey(pool.name, input.chartVersion)}.yaml`,
            object: scaledObject(input, pool, autoscaling),
          }))
        : [],
  };
}

/** Everything that the portal adds to the chart of one engine. */
export function ownManifests(
  input: EngineInput,
  autoscaling: RenderTarget['autoscaling'],
): OwnManifests {
  const policy = input.sandkasten?.networkPolicy;
  const { metrics, scaling } = scalingManifests(input, autoscaling);
  const inChart = usesExtraObjects(input, autoscaling);
  return {
    secrets: secretManifests(input).map(object => ({
      file: fileOfSecret(object),
      object,
    })),
    beside: [
      ...mlflowClaims(input),
      ...(policy
        ? [
            {
              file: 'networkpolicy-sandkasten.yaml',
              object: sandkastenNetworkPolicy(input, policy),
            },
          ]
        : []),
      ...(inChart ? [] : metrics),
    ],
    scaling: inChart ? [] : scaling,
    extraObjects: inChart
      ? [...metrics, ...scaling].map(({ object }) => object)
      : [],
  };
}

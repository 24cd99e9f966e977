import type { JsonObject } from '@backstage/types';
import { env, unlessEmpty, type Context } from './context';
import { toText } from './valuesView';

const PORT = 6006;
const VOLUME = 'tensorboard-volume';
const MOUNT = { name: VOLUME, mountPath: '/logdir' };

/** What Tensorboard adds to the default group of charts up to 0.21.0. */
export interface TensorboardParts {
  env: JsonObject[];
  mounts: JsonObject[];
  containers: JsonObject[];
  volumes: JsonObject[];
  /** Of the StatefulSet. */
  claims: JsonObject;
  ports: Array<[string, number, number]>;
}

const NONE: TensorboardParts = {
  env: [],
  mounts: [],
  containers: [],
  volumes: [],
  claims: {},
  ports: [],
};

function claims({ values }: Context): JsonObject {
  const { annotations, labels, accessModes, size, storageClass } =
    values.object('tensorboard.persistentVolume');
  return {
    volumeClaimTemplates: [
      {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: {
          name: VOLUME,
          ...unlessEmpty('annotations', annotations),
          ...unlessEmpty('labels', labels),
        },
        spec: {
          accessModes: accessModes ?? null,
          resources: { requests: { storage: toText(size) } },
          ...(storageClass === '-'
            ? { storageClassName: '' }
            : unlessEmpty('storageClassName', storageClass)),
        },
      },
    ],
  };
}

/** What the control plane knows of Tensorboard. */
export function tensorboardEnv({
  values,
  names,
  capabilities,
}: Context): JsonObject[] {
  return capabilities.tensorboard && values.has('tensorboard.enabled')
    ? [
        env('ADAPTIVE_TENSORBOARD__ENABLED', 'true'),
        env('ADAPTIVE_TENSORBOARD__URL', `http://${names.harmony}:${PORT}`),
      ]
    : [];
}

export function tensorboardParts(context: Context): TensorboardParts {
  const { values, capabilities } = context;
  if (!capabilities.tensorboard || !values.has('tensorboard.enabled')) {
    return NONE;
  }
  const persistent = values.has('tensorboard.persistentVolume.enabled');
  return {
    // MLflow wins where both are on.
    env: values.has('mlflow.enabled')
      ? []
      : [env('TENSORBOARD_LOGGING_DIR', '/logdir')],
    mounts: [MOUNT],
    containers: [
      {
        name: 'tensorboard',
        image: values.text('tensorboard.imageUri'),
        imagePullPolicy: values.text('tensorboard.image.pullPolicy'),
        ports: [{ containerPort: PORT, name: 'tensorboard' }],
        command: [
          'tensorboard',
          '--logdir=/logdir',
          '--host=0.0.0.0',
          `--port=${PORT}`,
        ],
        ...unlessEmpty('resources', values.at('tensorboard.resources')),
        volumeMounts: [MOUNT],
      },
    ],
    volumes: persistent
      ? []
      : [
          {
            name: VOLUME,
            emptyDir: unlessEmpty(
              'sizeLimit',
              values.at('tensorboard.emptyDir.sizeLimit'),
            ),
          },
        ],
    claims: persistent ? claims(context) : {},
    ports: [['tensorboard', PORT, PORT]],
  };
}

import type { FieldSpec } from './types';

/** @internal */
export const storage = (path: string): FieldSpec[] => [
  {
    path: `${path}.size`,
    kind: 'text',
    label: 'Volume size',
    placeholder: '10Gi',
    help: 'Without a volume, data ends with the pod.',
  },
  {
    path: `${path}.storageClass`,
    kind: 'text',
    label: 'Storage class',
    help: "The cluster's default when empty.",
  },
];

/** @internal */
export const resources = (
  of: { chartKey?: string; from?: string } = {},
): FieldSpec[] => [
  { ...of, path: 'resources.cpu', kind: 'number', label: 'CPU cores' },
  {
    ...of,
    path: 'resources.memory',
    kind: 'text',
    label: 'Memory',
    placeholder: '4Gi',
  },
];

/** @internal */
export const nodeSelector: FieldSpec = {
  path: 'nodeSelector',
  kind: 'map',
  label: 'Node selector',
  placeholder: 'kubernetes.io/arch=amd64',
};

/** @internal */
export const extraEnv: FieldSpec = {
  path: 'extraEnv',
  kind: 'map',
  label: 'Extra environment',
  placeholder: 'LOG_LEVEL=info',
  help: 'Never secrets: it is written to git.',
};

const tolerations: FieldSpec = {
  path: 'tolerations',
  kind: 'list',
  label: 'Tolerations',
  noun: 'toleration',
  fields: [
    { path: 'key', kind: 'text', label: 'Key' },
    {
      path: 'operator',
      kind: 'choice',
      label: 'Operator',
      choices: { Exists: 'Exists', Equal: 'Equal' },
    },
    { path: 'value', kind: 'text', label: 'Value' },
    {
      path: 'effect',
      kind: 'choice',
      label: 'Effect',
      choices: {
        NoSchedule: 'NoSchedule',
        PreferNoSchedule: 'PreferNoSchedule',
        NoExecute: 'NoExecute',
      },
    },
  ],
};

/** @internal */
export const disruptionBudget = (from: string): FieldSpec[] => [
  {
    path: 'disruptionBudget.minAvailable',
    kind: 'number',
    label: 'Pods that a drain leaves, at least',
    from,
  },
  {
    path: 'disruptionBudget.maxUnavailable',
    kind: 'number',
    label: 'Pods that a drain takes, at most',
    from,
  },
];

/** @internal */
export const placement: FieldSpec[] = [nodeSelector, extraEnv, tolerations];

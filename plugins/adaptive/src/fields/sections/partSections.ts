import {
  disruptionBudget,
  extraEnv,
  nodeSelector,
  placement,
  resources,
  storage,
} from './commonFields';
import type { SectionSpec } from './types';

/**
 * Parts that the chart runs.
 *
 * @internal
 */
export const PARTS: SectionSpec[] = [
  {
    id: 'controlPlane',
    title: 'Control plane',
    description: 'Its size, where its pods run, and with what environment.',
    fields: [
      { path: 'replicas', kind: 'number', label: 'Replicas' },
      ...resources({ from: '0.26.0' }),
      ...disruptionBudget('0.27.0'),
      ...placement,
    ],
  },
  {
    id: 'harmony',
    title: 'Harmony',
    description: 'All harmony pods, those of the pools included.',
    fields: [extraEnv, ...disruptionBudget('0.29.0')],
  },
  {
    id: 'defaultGroup',
    title: 'Default group',
    description: 'Harmony beside the pools, for training and evaluation.',
    chartKey: 'harmony.replicaCount',
    initial: { replicas: 1, gpusPerReplica: 1 },
    fields: [
      { path: 'replicas', kind: 'number', label: 'Replicas' },
      { path: 'gpusPerReplica', kind: 'number', label: 'GPUs per replica' },
      ...resources(),
      nodeSelector,
    ],
  },
  {
    id: 'sandkasten',
    title: 'Sandkasten',
    description: 'The service that runs recipes.',
    fields: [
      { path: 'replicas', kind: 'number', label: 'Replicas' },
      ...resources({ chartKey: 'sandkasten.resources' }),
      ...disruptionBudget('0.27.0'),
      {
        path: 'networkPolicy.blockedCidrs',
        kind: 'lines',
        label: 'Networks that recipes must not reach',
        placeholder: '203.0.113.0/24',
        help: 'Beside private ones; any entry makes a NetworkPolicy.',
      },
      {
        path: 'networkPolicy.allowed',
        kind: 'list',
        label: 'Private addresses that recipes may reach',
        noun: 'address',
        fields: [
          {
            path: 'cidr',
            kind: 'text',
            label: 'Network',
            placeholder: '10.0.0.7/32',
          },
          { path: 'port', kind: 'number', label: 'Port' },
        ],
      },
      ...placement,
    ],
  },
  {
    id: 'mlflow',
    title: 'MLflow storage',
    description: "For the chart's own MLflow.",
    fields: [
      { path: 'workers', kind: 'number', label: 'Worker processes' },
      ...resources(),
      ...storage('storage'),
    ],
  },
  {
    id: 'tensorboard',
    title: 'Tensorboard',
    description: 'Beside the default group.',
    chartKey: 'tensorboard.enabled',
    initial: {},
    fields: [...storage('storage'), ...resources()],
  },
];

import { storage } from './commonFields';
import type { SectionSpec } from './types';

/**
 * What runs the engine, and everything else.
 *
 * @internal
 */
export const OPERATIONS: SectionSpec[] = [
  {
    id: 'prometheus',
    title: 'Prometheus of the chart',
    description: 'Scrapes this engine only.',
    chartKey: 'prometheus',
    initial: {},
    fields: [
      {
        path: 'retention',
        kind: 'text',
        label: 'Retention',
        placeholder: '30d',
      },
      { path: 'replicas', kind: 'number', label: 'Replicas' },
      ...storage('storage'),
    ],
  },
  {
    id: 'monitoring',
    title: 'Grafana and logs',
    description:
      'Grafana is served below the root URL, whose host becomes its domain.',
    initial: {},
    fields: [
      {
        path: 'chartVersion',
        kind: 'text',
        label: 'Version of the chart monitoring',
        until: '0.37.4',
      },
      ...storage('storage'),
    ],
  },
  {
    id: 'imagePullSecrets',
    title: 'Image pull secrets',
    description: 'Of type kubernetes.io/dockerconfigjson.',
    fields: [
      {
        path: '',
        kind: 'lines',
        label: 'Names of Secrets',
        placeholder: 'pull',
      },
    ],
  },
  {
    id: 'environments',
    title: 'Environments',
    description:
      'For repositories that make one Application per environment. The first is this engine itself.',
    fields: [
      {
        path: '',
        kind: 'list',
        label: 'Environments',
        noun: 'environment',
        fields: [
          { path: 'name', kind: 'text', label: 'Name', placeholder: 'dev' },
          { path: 'cluster', kind: 'text', label: 'Cluster' },
          { path: 'namespace', kind: 'text', label: 'Namespace' },
          { path: 'rootUrl', kind: 'text', label: 'Root URL' },
          {
            path: 'pools',
            kind: 'list',
            label: 'Pools of another size',
            noun: 'pool',
            fields: [
              { path: 'name', kind: 'text', label: 'Name' },
              { path: 'minReplicas', kind: 'number', label: 'Min replicas' },
              { path: 'maxReplicas', kind: 'number', label: 'Max replicas' },
            ],
          },
        ],
      },
    ],
  },
  {
    id: 'extraValues',
    title: 'Any other value',
    description:
      'As in values.yaml; only keys that the chart version has, and none that the form sets.',
    fields: [
      {
        path: '',
        kind: 'yaml',
        label: 'Values (YAML)',
        placeholder: 'sharedMemory:\n  size: 1Gi',
      },
    ],
  },
];

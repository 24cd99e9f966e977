import { disruptionBudget, resources, storage } from './commonFields';
import type { SectionSpec } from './types';

/**
 * Where data is.
 *
 * @internal
 */
export const STORES: SectionSpec[] = [
  {
    id: 'postgres',
    title: 'PostgreSQL of the chart',
    description: 'In place of a database that exists.',
    initial: { passwordSecret: '' },
    fields: [
      {
        path: 'passwordSecret',
        kind: 'text',
        label: 'Secret with the key password',
        help: 'Its name, never its value.',
      },
      ...storage('storage'),
    ],
  },
  {
    id: 'redis',
    title: 'Redis',
    description: "The chart's own, or one that exists.",
    initial: { mode: 'internal' },
    fields: [
      {
        path: 'mode',
        kind: 'choice',
        label: 'Which Redis',
        choices: { internal: "The chart's own", external: 'One that exists' },
      },
      {
        path: 'url',
        kind: 'text',
        label: 'URL',
        placeholder: 'redis://redis.cache:6379',
        help: 'Of one that exists, without credentials; with them, name the Secret of an external Redis.',
        chartKey: 'redis.install.enabled',
      },
    ],
  },
  {
    id: 's3proxy',
    title: 'Azure Blob Storage',
    description: 'Through s3proxy, in place of S3.',
    chartKey: 's3proxy.enabled',
    initial: { secret: '' },
    fields: [
      { path: 'secret', kind: 'text', label: "Secret with the account's key" },
      {
        path: 'accountName',
        kind: 'text',
        label: 'Storage account',
        chartKey: 's3proxy.azure.storageAccount.name',
      },
    ],
  },
];

/**
 * What only later charts have.
 *
 * @internal
 */
export const LATER: SectionSpec[] = [
  {
    id: 's3Credentials',
    at: 'secrets.s3Credentials',
    title: 'S3 credentials',
    description: 'A Secret whose keys become the environment of all parts.',
    from: '0.42.0',
    fields: [{ path: '', kind: 'text', label: 'Name of the Secret' }],
  },
  {
    id: 'clickhouse',
    title: 'ClickHouse',
    description: "The chart's own, or one that exists.",
    from: '0.43.1',
    initial: { mode: 'internal', secret: '' },
    fields: [
      {
        path: 'mode',
        kind: 'choice',
        label: 'Which ClickHouse',
        choices: { internal: "The chart's own", external: 'One that exists' },
      },
      {
        path: 'secret',
        kind: 'text',
        label: 'Secret',
        help: 'With clickhouseUrl, clickhouseUsername, clickhousePassword and clickhouseDatabase.',
      },
      ...resources(),
      ...storage('storage'),
    ],
  },
  {
    id: 'otelCollector',
    title: 'OpenTelemetry collector',
    description: 'Sends traces, metrics and logs of the engine on.',
    from: '0.33.0',
    fields: [
      { path: 'enabled', kind: 'flag', label: 'Collector' },
      {
        path: 'exporters',
        kind: 'yaml',
        label: 'Exporters (YAML)',
        help: 'By name, with the settings of the collector; never credentials.',
        placeholder: 'otlp:\n  endpoint: tempo:4317',
      },
      { path: 'signals.traces', kind: 'lines', label: 'Exporters of traces' },
      { path: 'signals.metrics', kind: 'lines', label: 'Exporters of metrics' },
      { path: 'signals.logs', kind: 'lines', label: 'Exporters of logs' },
      {
        path: 'environmentName',
        kind: 'text',
        label: 'Name of the environment',
      },
      {
        path: 'resourceAttributes',
        kind: 'map',
        label: 'Attributes of everything that passes',
      },
      { path: 'replicas', kind: 'number', label: 'Replicas' },
      ...resources(),
      ...disruptionBudget('0.33.0'),
    ],
  },
];
